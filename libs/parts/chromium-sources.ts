import { join } from 'node:path';
import { unpackChromium } from './chromium-archive.js';
import { LAUNCHER, writeLauncher } from './chromium-launcher.js';
import { runToEnd } from './command.js';
import { libraryPath, unpackDebian } from './debian-packages.js';
import { findProgram } from './installed-program.js';
import type { Source } from './part-program.js';
import { cachedFolder } from './parts-cache.js';
import { systemName } from './system-name.js';

/** A browser to be driven by the DevTools protocol. */
export interface ChromiumProgram {
  /** Absolute path of what starts it: an executable, or a script that sets up what the executable needs. */
  readonly path: string;
  /** As it calls itself, such as `Chromium 156.0.8078.79`. */
  readonly version: string;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC_FOLDERS = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS`);

/** Asked for its version, since some systems have a script of that name that only says what to install. */
async function runnable(path: string): Promise<ChromiumProgram> {
  const output = await runToEnd({ program: path, args: ['--version'] }, 30_000);
  const version = /^.*\b\d+\.\d+\.\d+\.\d+\b/m.exec(output)?.[0];
  if (version === undefined) throw new Error(`${path} does not tell its version`);
  return { path, version };
}

async function findInstalled(): Promise<string | undefined> {
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') return chosen;
  return (await findProgram(NAMES)) ?? (await findProgram(['Google Chrome', 'Chromium'], MAC_FOLDERS));
}

const installed: Source<ChromiumProgram> = {
  name: 'installed',
  async obtain() {
    const path = await findInstalled();
    if (path === undefined) throw new Error('no chromium or google-chrome on PATH, nor in CHROME_PATH');
    return runnable(path);
  },
};

/** One of its libraries keeps a part of itself in a folder of its own, found by an absolute path. */
async function librariesOf(root: string): Promise<string> {
  const folders = (await libraryPath(root)).split(':');
  return [...folders, ...folders.map((folder) => join(folder, 'pulseaudio'))].join(':');
}

/** The whole browser, as its users have it. */
const debian: Source<ChromiumProgram> = {
  name: 'downloaded',
  async obtain(log) {
    const root = await cachedFolder(`chromium-${await systemName()}`, async (folder) => {
      log('downloading Chromium (the Debian packages, unpacked into the cache)');
      await unpackDebian(['chromium', 'fonts-dejavu-core'], folder, log);
      await writeLauncher(folder, {
        program: 'usr/lib/chromium/chromium',
        libraries: await librariesOf(folder),
        fonts: 'usr/share/fonts',
      });
      await runnable(join(folder, LAUNCHER));
    });
    return runnable(join(root, LAUNCHER));
  },
};

/** Without a window and much else, but from where the project's own dependencies come from. */
const npmPackage: Source<ChromiumProgram> = {
  name: 'downloaded',
  async obtain(log) {
    return runnable(join(await unpackChromium(log), LAUNCHER));
  },
};

/** The ways to Chromium, in the order of trust: what the machine has, the whole browser, the part of it that draws pages. */
export const CHROMIUM_SOURCES: readonly Source<ChromiumProgram>[] = [installed, debian, npmPackage];
