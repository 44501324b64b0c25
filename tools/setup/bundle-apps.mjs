/**
 * What makes a start short: each app's main.js holds the modules it needs instead of naming hundreds of files. See
 * docs/decisions/app-bundles.md.
 */
import { build } from 'esbuild';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** Packages of hundreds of small modules each. All others are loaded from node_modules, as they would be without a bundle. */
const TAKEN_IN = /^(@nestjs|class-validator|validator|libphonenumber-js|zod)(\/|$)/;
/** Packages that give Node CommonJS, and everyone else the same as ES modules. */
const AS_MODULES = {
  rxjs: 'dist/esm/index.js',
  'rxjs/operators': 'dist/esm/operators/index.js',
  yaml: 'browser/index.js',
};
/** Nest asks for them and does without: they are not installed. */
const NOT_INSTALLED = ['@nestjs/websockets', '@nestjs/platform-express'];
/** Where Node keeps what it compiled, relative to the project. */
export const COMPILED = '.cache/compiled';
/** What an app's main.js, which only prepares for it, starts. */
const BUNDLE = 'app';
/** Beside the apps' own folders: wherever a module ends up, it is as deep in the build as a main.js. */
const CHUNKS = 'apps/chunks';

function moduleOf(path) {
  const manifest = require.resolve(`${path.split('/')[0]}/package.json`);
  return join(dirname(manifest), AS_MODULES[path]);
}

/**
 * Asked for by `import`, a CommonJS package is read twice: Node looks through its files for what they export before it runs them, which takes longer
 * than running them (DuckDB's 131 ms instead of 61, opentype.js 79 instead of 17). Its names are known here, so the bundle asks by `require`.
 */
function byRequire(path) {
  const names = Object.keys(require(path)).filter(
    (name) => name !== 'default' && /^[A-Za-z_$][\w$]*$/.test(name),
  );
  return [
    "import { createRequire } from 'node:module';",
    `const found = createRequire(import.meta.url)(${JSON.stringify(path)});`,
    'export default found;',
    ...names.map(
      (name, at) => `const export${at} = found[${JSON.stringify(name)}]; export { export${at} as ${name} };`,
    ),
  ].join('\n');
}

/** @returns whether Node would hand out CommonJS, and the same file, whichever way it is asked. */
function isCommonJs(path) {
  const file = importedFile(path);
  if (file === undefined || !(file.endsWith('.cjs') || (file.endsWith('.js') && !isModule(file))))
    return false;
  return require.resolve(path) === file;
}

/** @returns undefined of Node's own modules, and of what is not installed: Nest does without. */
function importedFile(path) {
  try {
    const address = import.meta.resolve(path);
    return address.startsWith('file:') ? fileURLToPath(address) : undefined;
  } catch (fault) {
    if (fault.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw fault;
  }
}

function isModule(file) {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
  }
  return false;
}

/** Modules of this build: what they name by their own address stays where it was compiled to. */
function ownModules(folder) {
  return {
    name: 'own-modules',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^#libs\// }, ({ path }) => ({ path: join(folder, path.slice(1), 'index.js') }));
      onResolve({ filter: /^[^./#]/ }, ({ path, kind }) => {
        if (kind === 'import-statement' && path in AS_MODULES) return { path: moduleOf(path) };
        if (kind === 'entry-point' || TAKEN_IN.test(path)) return undefined;
        const isAsked = kind === 'import-statement' || kind === 'dynamic-import';
        return isAsked && isCommonJs(path) ? { path, namespace: 'by-require' } : { path, external: true };
      });
      onLoad({ filter: /./, namespace: 'by-require' }, ({ path }) => ({
        contents: byRequire(path),
        resolveDir: folder,
      }));
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

function appsOf(folder) {
  return readdirSync(join(folder, 'apps'))
    .map((app) => join(folder, 'apps', app))
    .filter((app) => existsSync(join(app, 'main.js')));
}

/**
 * Node 22 and newer keep what they compiled for the next start, once they are told where: beside the build, which belongs to whoever made
 * it. Where nothing can be written there, they do without.
 */
const MAIN = `import module from 'node:module';
import { fileURLToPath } from 'node:url';
module.enableCompileCache?.(fileURLToPath(new URL('../../../${COMPILED}', import.meta.url)));
await import('./${BUNDLE}.js');
`;

/** esbuild renames a class that names itself. Logs are signed with the names of classes, so they get them back. */
function withClassNames(code) {
  return code.replace(/\b(\w+) = class (?:_\1|\1\d)(?: extends [^{]+)? \{/g, '$& static name = "$1";');
}

/**
 * Replaces every app's compiled main.js by one that starts its bundle.
 * @param folder of the compiled modules, absolute
 * @throws Error naming what could not be bundled
 */
export async function bundleApps(folder) {
  const apps = appsOf(folder);
  const { outputFiles } = await build({
    entryPoints: apps.map((app) => ({ in: join(app, 'main.js'), out: join(relative(folder, app), BUNDLE) })),
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
  await Promise.all([
    ...outputFiles.map(({ path, text }) =>
      writeFile(path, path.endsWith('.js') ? withClassNames(text) : text),
    ),
    ...apps.map((app) => writeFile(join(app, 'main.js'), MAIN)),
    ...apps.map((app) => rm(join(app, 'main.js.map'))),
  ]);
}
