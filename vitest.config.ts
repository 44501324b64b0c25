import { fileURLToPath } from 'node:url';
import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

const libs = fileURLToPath(new URL('./libs/', import.meta.url));

/** Tests run on the sources: `#libs/x` means libs/x/index.ts here and dist/libs/x/index.js in production. */
export default defineConfig({
  plugins: [swc.vite()],
  resolve: { alias: [{ find: /^#libs\/(.*)$/, replacement: `${libs}$1/index.ts` }] },
  test: {
    globals: false,
    include: ['{apps,libs,tools,load-tests}/**/*.{spec,int-spec,e2e-spec}.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: 'forks',
  },
});
