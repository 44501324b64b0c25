/** What pages load: the beacon and the widget, each one small file, in `browser/` of the build. */
import { minify } from '@swc/core';
import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The oldest browsers that are looked after; docs/decisions/browser-bundles.md. */
const BROWSERS = ['chrome103', 'edge103', 'firefox100', 'safari16'];

const SCRIPTS = [
  { source: 'libs/beacon/script.ts', file: 'beacon.js', shrink: scriptOf },
  { source: 'libs/beacon/module.ts', file: 'beacon.mjs', shrink: (code) => code },
  { source: 'libs/widget/widget.ts', file: 'widget.js', format: 'iife' },
  { source: 'apps/storefront/browser/settings.ts', file: 'storefront/settings.js', format: 'iife' },
  { source: 'apps/storefront/browser/site.ts', file: 'storefront/site.js', format: 'esm' },
  { source: 'apps/storefront/browser/explore.ts', file: 'storefront/explore.js', format: 'esm' },
  { source: 'apps/storefront/browser/site.css', file: 'storefront/site.css' },
];

/** The sources that `bundleBrowser` reads: what is compiled for Node leaves them out. */
export const BROWSER_SOURCES = /^(libs\/(beacon|widget)|apps\/storefront\/browser)\//;

/** A script's names are its own: those of a block are, as long as none is declared by `var`. */
function scriptOf(code) {
  return `{${code.replace(/^var /, 'let ').replace(/;?\s*$/, '')}}`;
}

/** What is loaded by every page of a site goes through swc, which makes it a tenth smaller than esbuild does. */
async function shrunk(code) {
  // Statements that are not joined repeat themselves more, so gzip makes less of them.
  const compress = {
    passes: 3,
    sequences: false,
    toplevel: true,
    pure_getters: true,
    unsafe: true,
    unsafe_arrows: true,
  };
  const options = {
    module: true,
    ecma: 2022,
    compress: { ...compress, ecma: 2022, module: true },
    mangle: { toplevel: true },
    format: { ecma: 2022, comments: false },
  };
  return (await minify(code, options)).code;
}

async function bundle({ source, file, format = 'esm', shrink }, folder) {
  const outfile = join(folder, file);
  const { outputFiles } = await build({
    entryPoints: [source],
    outfile,
    format,
    bundle: true,
    minify: shrink === undefined,
    minifySyntax: true,
    write: shrink === undefined,
    target: BROWSERS,
    // Addresses of the site, which know nothing of this folder.
    external: ['/assets/*'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
  if (shrink !== undefined) await writeFile(outfile, shrink(await shrunk(outputFiles[0].text)));
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
      './widget': { types: './widget.d.mts', default: './widget.js' },
      './package.json': './package.json',
    },
    files: ['beacon.*', 'widget.*'],
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

/** Both api.ts hold types only, so their text is their declaration; the widget's imports the beacon's. */
async function writeTypes(folder) {
  const beacon = await readFile('libs/beacon/api.ts', 'utf8');
  const widget = await readFile('libs/widget/api.ts', 'utf8');
  await writeFile(join(folder, 'beacon.d.mts'), `${beacon}\nexport declare const start: Start;\n`);
  await writeFile(join(folder, 'widget.d.mts'), widget.replace('../beacon/api.js', './beacon.mjs'));
}
