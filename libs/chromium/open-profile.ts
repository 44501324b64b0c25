import { leash } from '#libs/parts';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { chromium, type BrowserContext } from 'playwright-core';
import { findExecutable, QUIET, type LaunchOptions } from './launch-chromium.js';

export interface ProfileOptions extends LaunchOptions {
  /** Folder of the profile: what pages stored is found again by the next browser opened on it. */
  readonly profileFolder: string;
}

/** A browser on a profile. Unlike in a launched one, a tab is hidden when another is in front or its window is minimised. */
export interface ProfileBrowser {
  readonly context: BrowserContext;
  /** Ends it as a visitor does, who closes it: what pages stored is on disk afterwards. */
  close(): Promise<void>;
}

/** Said in the line that names the address to drive it by. */
const LISTENING = /DevTools listening on (ws:\S+)/;

async function addressOf(browser: ChildProcess & { readonly stderr: Readable }): Promise<string> {
  const lines = createInterface(browser.stderr);
  const said: string[] = [];
  for await (const line of lines) {
    said.push(line);
    const [, address] = LISTENING.exec(line) ?? [];
    if (address === undefined) continue;
    browser.stderr.resume();
    return address;
  }
  throw new Error(`Chromium ended without naming its address. It said:\n${said.join('\n')}`);
}

/**
 * Opens a headless Chromium on a profile folder. It ends with this process.
 * @throws PartUnavailableError where there is none and none can be downloaded; Error with its output, where it does not start
 */
export async function openProfile(options: ProfileOptions): Promise<ProfileBrowser> {
  const args = [
    '--headless',
    '--no-sandbox',
    '--remote-debugging-port=0',
    `--user-data-dir=${options.profileFolder}`,
    ...QUIET,
    ...OF_THE_DRIVER,
    ...(options.args ?? []),
  ];
  const child = spawn(await findExecutable(options), args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'exit');
  const untie = leash(child);
  const browser = await chromium.connectOverCDP(await addressOf(child), { noDefaults: true });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium came up without a profile.');
  return {
    context,
    async close() {
      const session = await browser.newBrowserCDPSession();
      await Promise.all([ended, session.send('Browser.close').catch(() => undefined)]);
      untie();
    },
  };
}

/** What the driver switches off in a browser that it starts itself. */
const OF_THE_DRIVER = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--password-store=basic',
  '--use-mock-keychain',
];
