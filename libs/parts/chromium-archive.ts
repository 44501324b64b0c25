import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { writeLauncher } from './chromium-launcher.js';
import { runToEnd } from './command.js';
import { cachedFolder } from './parts-cache.js';

/** The last one that was checked with the tests here; its major version is Chromium's. */
const PACKAGE = '@sparticuz/chromium';
const VERSION = '147.0.0';
/** Into the executable's folder, where it looks for its graphics libraries, and fonts and libraries beside it. */
const ARCHIVES = ['swiftshader', 'al2023', 'fonts'];

async function decompress(source: string, target: string, mode: number): Promise<void> {
  await pipeline(createReadStream(source), createBrotliDecompress(), createWriteStream(target, { mode }));
}

/** Not installed, only unpacked: its code, which would inflate it into a folder that all programs share, never runs. */
async function unpackPackage(work: string): Promise<string> {
  await mkdir(work);
  await runToEnd({
    program: 'npm',
    args: ['pack', `${PACKAGE}@${VERSION}`, '--silent', '--pack-destination', work],
  });
  const archive = (await readdir(work)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm pack left no archive of ${PACKAGE} in ${work}`);
  await runToEnd({ program: 'tar', args: ['-xzf', join(work, archive), '-C', work] });
  return join(work, 'package', 'bin');
}

async function fill(folder: string): Promise<void> {
  const work = join(folder, 'npm');
  const packed = await unpackPackage(work);
  const program = join(folder, 'program');
  await mkdir(program);
  await decompress(join(packed, 'chromium.br'), join(program, 'chromium'), 0o755);
  for (const name of ARCHIVES) {
    const tar = join(work, `${name}.tar`);
    await decompress(join(packed, `${name}.tar.br`), tar, 0o644);
    await runToEnd({ program: 'tar', args: ['-xf', tar, '--no-same-owner', '-C', program] });
  }
  await rm(work, { recursive: true });
  await writeLauncher(folder, {
    program: 'program/chromium',
    libraries: join(folder, 'program', 'lib'),
    fonts: 'program/fonts',
  });
}

/**
 * Chromium's headless shell out of an npm package, unpacked into the cache.
 * @returns its folder
 * @throws Error on a system that the package is not made for, or where npm cannot have it
 */
export async function unpackChromium(log: (line: string) => void): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`${PACKAGE} is made for Linux on x64, not for ${process.platform} on ${process.arch}`);
  return cachedFolder(`chromium-shell-${VERSION}`, async (folder) => {
    log(`downloading Chromium ${VERSION} (npm package ${PACKAGE}, 68 MB, unpacked into the cache)`);
    await fill(folder);
  });
}
