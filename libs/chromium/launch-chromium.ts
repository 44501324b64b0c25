import { obtainChromium } from '#libs/parts';
import { chromium, type Browser } from 'playwright-core';

export interface LaunchOptions {
  /** Path of the program; left out: `FRESHET_TEST_CHROMIUM`, else the one that `libs/parts` finds or downloads. */
  readonly executablePath?: string;
  /** Further switches, such as `--js-flags=--expose-gc`. */
  readonly args?: readonly string[];
  /** Told what is being downloaded, one line a step. */
  readonly log?: (line: string) => void;
}

/** What the driver does not switch off itself: it would look up hosts that have nothing to do with the page. */
export const QUIET = ['--disable-quic', '--disable-domain-reliability', '--no-pings'];
/**
 * What the driver switches off and visitors have: pages that come back out of memory, timers that slow down in hidden
 * tabs, and a limit on how fast a page may navigate.
 */
const AS_VISITORS_HAVE_IT = [
  '--disable-back-forward-cache',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-ipc-flooding-protection',
];

export async function findExecutable({ executablePath, log }: LaunchOptions): Promise<string> {
  const given = executablePath ?? process.env['FRESHET_TEST_CHROMIUM'];
  return given === undefined || given === '' ? (await obtainChromium(log)).path : given;
}

/**
 * Starts a headless Chromium with an empty profile of its own, without its sandbox (it shows our own pages, and root
 * cannot have one). It ends with this process.
 * @throws PartUnavailableError where there is none and none can be downloaded
 */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: await findExecutable(options),
    args: [...QUIET, ...(options.args ?? [])],
    ignoreDefaultArgs: AS_VISITORS_HAVE_IT,
  });
}
