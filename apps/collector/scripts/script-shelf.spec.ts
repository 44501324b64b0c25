import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScriptShelf } from './script-shelf.js';
import { versionOf } from './served-file.js';

let folder: string;
let shelf: ScriptShelf;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freshet-shelf-'));
  shelf = new ScriptShelf(join(folder, 'browser'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function names(): Promise<string[]> {
  return readdir(join(folder, 'browser'));
}

/** Keeps a version that was last served so many hours ago. @returns its name. */
async function keep(script: 'beacon' | 'widget', text: string, hoursAgo = 0): Promise<string> {
  const name = `${script}.${versionOf(Buffer.from(text))}.js`;
  await shelf.keep(name, Buffer.from(text));
  const at = Date.now() / 1000 - hoursAgo * 3600;
  await utimes(join(folder, 'browser', name), at, at);
  return name;
}

describe('the shelf of scripts', () => {
  it('gives back what was kept, also to another process, and nothing else', async () => {
    const name = await keep('beacon', 'one');
    const other = new ScriptShelf(join(folder, 'browser'));
    expect((await other.read(name))?.toString()).toBe('one');
    expect(await other.read('beacon.000000000000.js')).toBeUndefined();
    expect(await names()).toEqual([name]);
  });

  it('reads nothing outside of its own files, whatever it is asked for', async () => {
    await writeFile(join(folder, 'secret.js'), 'secret');
    await keep('beacon', 'one');
    for (const name of ['../secret.js', 'secret.js', '..', '', 'beacon.js']) {
      expect(await shelf.read(name)).toBeUndefined();
    }
  });

  it('does not take a file that was cut short for what its name says, and writes it anew', async () => {
    const name = await keep('beacon', 'whole');
    await writeFile(join(folder, 'browser', name), 'who');
    expect(await shelf.read(name)).toBeUndefined();
    await keep('beacon', 'whole');
    expect((await shelf.read(name))?.toString()).toBe('whole');
  });

  it('keeps the 20 versions of each script that were served last', async () => {
    const widget = await keep('widget', 'rarely changed', 500);
    const versions: string[] = [];
    for (let hours = 30; hours > 0; hours -= 1)
      versions.push(await keep('beacon', `version ${hours}`, hours));
    expect((await names()).sort()).toEqual([...versions.slice(-20), widget].sort());
  });

  it('counts a version as new when it is served again', async () => {
    const rolledBackTo = await keep('beacon', 'the one before', 99);
    for (let hours = 30; hours > 12; hours -= 1) await keep('beacon', `version ${hours}`, hours);
    await keep('beacon', 'the one before');
    for (let hours = 12; hours > 0; hours -= 1) await keep('beacon', `version ${hours}`, hours);
    expect(await names()).toContain(rolledBackTo);
  });

  it('removes what a killed process left unfinished, not what another one is writing', async () => {
    await keep('beacon', 'one');
    for (const [name, hoursAgo] of [
      ['.unfinished-old', 2],
      ['.unfinished-new', 0],
    ] as const) {
      const path = join(folder, 'browser', name);
      await writeFile(path, 'hal');
      await utimes(path, Date.now() / 1000, Date.now() / 1000 - hoursAgo * 3600);
    }
    const name = await keep('beacon', 'one');
    expect((await names()).sort()).toEqual(['.unfinished-new', name]);
  });
});
