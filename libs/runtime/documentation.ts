import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '#libs/contracts';

/** What the page is made of, beside the two that are written here. */
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Freshet API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/swagger-ui-init.js"></script>
  </body>
</html>
`;
const INIT = "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n";

/**
 * `/openapi.json` and, to click through, `/docs`: the whole public surface, whichever app answers. Swagger UI's files are read when they are
 * asked for, so that a start loads nothing for them.
 */
export function serveDocumentation(instance: FastifyInstance): void {
  let document: string | undefined;
  instance.get('/openapi.json', (_, reply) => {
    document ??= JSON.stringify(openApiDocument());
    return reply.type('application/json; charset=utf-8').send(document);
  });
  for (const path of ['/docs', '/docs/'])
    instance.get(path, (_, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  instance.get('/docs/swagger-ui-init.js', (_, reply) =>
    reply.type('text/javascript; charset=utf-8').send(INIT),
  );
  for (const [name, type] of Object.entries(FILES))
    instance.get(`/docs/${name}`, async (_, reply) => reply.type(type).send(await readFile(pathOf(name))));
}

function pathOf(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json')), name);
}
