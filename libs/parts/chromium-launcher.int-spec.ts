import { temporaryFolder } from '#libs/testing';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAUNCHER, writeLauncher } from './chromium-launcher.js';
import { runToEnd } from './command.js';

/** Stands for the browser: says what it was given. */
const PROGRAM = '#!/bin/sh\necho "$LD_LIBRARY_PATH|$FONTCONFIG_FILE|$XDG_CACHE_HOME|$1|$2"\n';

describe('the script that starts an unpacked Chromium', () => {
  let folder: { path: string; remove: () => Promise<void> };

  beforeAll(async () => {
    folder = await temporaryFolder();
  });

  afterAll(() => folder.remove());

  it('finds its libraries, fonts and their cache after the folder was renamed, and passes its arguments on', async () => {
    const unfinished = join(folder.path, 'unfinished');
    await mkdir(unfinished);
    await writeFile(join(unfinished, 'browser'), PROGRAM, { mode: 0o755 });
    const libraries = [join(unfinished, 'lib'), join(unfinished, 'usr', 'lib')].join(':');
    await writeLauncher(unfinished, { program: 'browser', libraries, fonts: 'fonts' });
    const whole = join(folder.path, 'a whole one');
    await rename(unfinished, whole);
    const said = await runToEnd({ program: join(whole, LAUNCHER), args: ['--one', 'two words'] });
    expect(said.trim()).toBe(
      `${whole}/lib:${whole}/usr/lib|${join(whole, 'fonts.conf')}|${whole}|--one|two words`,
    );
  });
});
