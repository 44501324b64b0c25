/**
 * What makes a start short: each app's main.js holds the modules it needs instead of naming hundreds of files. See
 * docs/decisions/app-bundles.md.
 */
import { build } from 'esbuild';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** Packages of hundreds of small modules each. All others are loaded from node_modules, as they would be without a bundle. */
const TAKEN_IN = /^(@nestjs|class-validator|validator|libphonenumber-js)(\/|$)/;
/** Packages that give Node CommonJS, and everyone else the same as ES modules. */
const AS_MODULES = {
  rxjs: 'dist/esm/index.js',
  'rxjs/operators': 'dist/esm/operators/index.js',
  yaml: 'browser/index.js',
};
/** Nest asks for them and does without: they are not installed. */
const NOT_INSTALLED = ['@nestjs/websockets', '@nestjs/platform-express'];
/** Beside the apps' own folders: wherever a module ends up, it is as deep in the build as a main.js. */
const CHUNKS = 'apps/chunks';

function moduleOf(path) {
  const manifest = createRequire(import.meta.url).resolve(`${path.split('/')[0]}/package.json`);
  return join(dirname(manifest), AS_MODULES[path]);
}

/** Modules of this build: what they name by their own address stays where it was compiled to. */
function ownModules(folder) {
  return {
    name: 'own-modules',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^#libs\// }, ({ path }) => ({ path: join(folder, path.slice(1), 'index.js') }));
      onResolve({ filter: /^[^./#]/ }, ({ path, kind }) => {
        if (kind === 'import-statement' && path in AS_MODULES) return { path: moduleOf(path) };
        return kind === 'entry-point' || TAKEN_IN.test(path) ? undefined : { path, external: true };
      });
      onLoad({ filter: /\.js$/ }, ({ path }) => {
        if (!path.startsWith(folder)) return undefined;
        const text = readFileSync(path, 'utf8');
        const address = JSON.stringify(relative(join(folder, CHUNKS), path));
        const contents = text.replaceAll('import.meta.url', `new URL(${address}, import.meta.url).href`);
        return { contents, loader: 'js' };
      });
    },
  };
}

function mainsOf(folder) {
  return readdirSync(join(folder, 'apps'))
    .map((app) => join(folder, 'apps', app, 'main.js'))
    .filter((main) => existsSync(main));
}

/** esbuild renames a class that names itself. Logs are signed with the names of classes, so they get them back. */
function withClassNames(code) {
  return code.replace(/\b(\w+) = class (?:_\1|\1\d)(?: extends [^{]+)? \{/g, '$& static name = "$1";');
}

/**
 * Replaces every app's compiled main.js by its bundle.
 * @param folder of the compiled modules, absolute
 * @throws Error naming what could not be bundled
 */
export async function bundleApps(folder) {
  const { outputFiles } = await build({
    entryPoints: mainsOf(folder),
    outdir: folder,
    outbase: folder,
    chunkNames: `${CHUNKS}/[name]-[hash]`,
    bundle: true,
    // What is imported when it is needed stays apart, and the apps share what they have in common.
    splitting: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Packages as ES modules: what nobody uses of them is left out.
    mainFields: ['module', 'main'],
    external: NOT_INSTALLED,
    sourcemap: true,
    sourcesContent: false,
    plugins: [ownModules(folder)],
    logLevel: 'silent',
  });
  await mkdir(join(folder, CHUNKS), { recursive: true });
  await Promise.all(
    outputFiles.map(({ path, text }) => writeFile(path, path.endsWith('.js') ? withClassNames(text) : text)),
  );
}
