# One image for every app: the command says which. Built once, run as an unprivileged user.
FROM node:24-bookworm-slim AS build
WORKDIR /freshet
COPY . .
RUN node tools/setup/prepare.mjs && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    FRESHET_DATA=/data
WORKDIR /freshet
COPY --from=build /freshet/package.json ./
COPY --from=build /freshet/node_modules node_modules
COPY --from=build /freshet/dist dist
COPY --from=build /freshet/config config
# The volume takes over owner and mode of this folder when it is first mounted.
RUN install --directory --owner=node --group=node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/standalone/main.js"]
