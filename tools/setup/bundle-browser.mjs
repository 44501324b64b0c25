/** What pages load: the beacon and the widget, each one small file, in `browser/` of the build. */
import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The oldest browsers that are looked after; docs/decisions/browser-bundles.md. */
const BROWSERS = ['chrome100', 'edge100', 'firefox100', 'safari15.4'];

const SCRIPTS = [
  { source: 'libs/beacon/script.ts', file: 'beacon.js', format: 'iife' },
  { source: 'libs/beacon/module.ts', file: 'beacon.mjs', format: 'esm' },
  { source: 'libs/widget/widget.ts', file: 'widget.js', format: 'iife' },
];

/** The sources that `bundleBrowser` reads: what is compiled for Node leaves them out. */
export const BROWSER_SOURCES = /^libs\/(beacon|widget)\//;

function bundle({ source, file, format }, folder) {
  return build({
    entryPoints: [source],
    outfile: join(folder, file),
    format,
    bundle: true,
    minify: true,
    target: BROWSERS,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
}

/** Makes the folder an npm package, so that a site with a bundler can install it. */
function manifest() {
  const { version, license } = JSON.parse(readFileSync('package.json', 'utf8'));
  return {
    name: '@freshet/beacon',
    version,
    license,
    type: 'module',
    exports: {
      '.': { types: './beacon.d.mts', default: './beacon.mjs' },
      './widget': './widget.js',
      './package.json': './package.json',
    },
    sideEffects: ['./beacon.js', './widget.js'],
  };
}

/** @throws Error naming every problem of the sources */
export async function bundleBrowser(folder) {
  const scripts = SCRIPTS.filter(({ source }) => existsSync(source));
  await Promise.all([
    ...scripts.map((script) => bundle(script, folder)),
    writeTypes(folder),
    writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`),
  ]);
}

/** api.ts holds types only and imports nothing, so its text is its declaration. */
async function writeTypes(folder) {
  const types = join(folder, 'beacon.d.mts');
  await copyFile('libs/beacon/api.ts', types);
  await writeFile(types, '\nexport declare const start: Start;\n', { flag: 'a' });
}
