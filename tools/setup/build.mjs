/**
 * The `build` script: compiles into a folder beside `dist` and swaps the two, so that nobody ever sees half a
 * build, and nothing of a source that is gone stays behind.
 */
import { transformFile } from '@swc/core';
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import process from 'node:process';
import { sourceFingerprint, stampBuild } from './build-stamp.mjs';
import { bundleApps, COMPILED } from './bundle-apps.mjs';
import { BROWSER_SOURCES, bundleBrowser } from './bundle-browser.mjs';
import { projectFolder } from './project-folder.mjs';

const ROOMS = ['apps', 'libs', 'tools', 'load-tests'];
/** Tests run on the sources, and on apps that they bundle themselves; this folder runs before there is a build. */
const LEFT_OUT = /spec\.ts$|\.d\.ts$|\/embedding\/site\/|^tools\/setup\//;

/** Every file of the rooms, relative to the project. */
function sources() {
  return ROOMS.filter((room) => existsSync(room))
    .flatMap((room) => readdirSync(room, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !LEFT_OUT.test(file) && !BROWSER_SOURCES.test(file));
}

async function compile(source, target) {
  const output = `${target.slice(0, -extname(target).length)}.js`;
  const sourceFileName = relative(dirname(output), source);
  const { code, map } = await transformFile(source, { sourceFileName });
  const mapFile = `${output}.map`;
  await writeFile(output, `${code}//# sourceMappingURL=${basename(mapFile)}\n`);
  await writeFile(mapFile, map);
}

async function place(source, folder) {
  const target = join(folder, source);
  await mkdir(dirname(target), { recursive: true });
  await (source.endsWith('.ts') ? compile(source, target) : copyFile(source, target));
}

/** @returns whether all of it compiled */
async function fill(folder) {
  const browser = join(folder, 'browser');
  await mkdir(browser);
  const placed = await Promise.allSettled([
    bundleBrowser(browser),
    ...sources().map((source) => place(source, folder)),
  ]);
  const failures = placed.filter(({ status }) => status === 'rejected');
  for (const { reason } of failures) console.error(reason.message.split('\n\nCaused by:')[0]);
  return failures.length === 0;
}

// As deep as dist, since source maps point to the sources by relative paths.
const unfinished = `.dist-${process.pid}`;
const replaced = `.dist-${process.pid}-replaced`;

process.chdir(projectFolder);
try {
  const fingerprint = sourceFingerprint();
  await mkdir(unfinished);
  if (await fill(unfinished)) {
    await bundleApps(resolve(unfinished));
    stampBuild(unfinished, fingerprint);
    if (existsSync('dist')) await rename('dist', replaced);
    await rename(unfinished, 'dist');
    // Of the build before: nobody would ask for it again.
    await rm(COMPILED, { recursive: true, force: true });
  } else {
    process.exitCode = 1;
  }
} finally {
  await rm(unfinished, { recursive: true, force: true });
  await rm(replaced, { recursive: true, force: true });
}
