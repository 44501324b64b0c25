import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FreshetError } from '#libs/contracts';
import { openEmbeddedEnvironment, type EmbeddedEnvironment } from './embedded-environment.js';

/** Another process that holds the folder's lock until it is killed. */
const HOLDER = `
  const { openSync, writeSync } = require('node:fs');
  const { tryLock } = require('fs-native-extensions');
  const descriptor = openSync(process.argv[1], 'w+');
  if (!tryLock(descriptor)) process.exit(1);
  writeSync(descriptor, String(process.pid));
  console.log('held');
  setInterval(() => undefined, 1_000);
`;

let folder: string;
const opened: EmbeddedEnvironment[] = [];

function openFolder(): EmbeddedEnvironment {
  const environment = openEmbeddedEnvironment(folder);
  opened.push(environment);
  return environment;
}

function faultOf(act: () => unknown): unknown {
  try {
    act();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

beforeEach(() => {
  // The dot checks that a folder is not taken for a file.
  folder = join(mkdtempSync(join(tmpdir(), 'freshet-environment-')), '.freshet', 'live');
});

afterEach(async () => {
  for (const environment of opened.splice(0)) await environment.close();
  rmSync(join(folder, '..', '..'), { recursive: true, force: true });
});

describe('the embedded environment', () => {
  it('keeps what was written when it is opened again', async () => {
    const first = openFolder();
    await first.root.openDB<Buffer, string>('films', {}).put('dune', Buffer.from('2021'));
    await first.close();
    const second = openFolder();
    expect(second.root.openDB<Buffer, string>('films', {}).get('dune')?.toString()).toBe('2021');
  });

  it('refuses a second owner, naming the folder and the first', () => {
    openFolder();
    const fault = faultOf(openFolder);
    expect(fault).toBeInstanceOf(FreshetError);
    expect(fault).toMatchObject({ code: 'FRESHET_DATA_IN_USE' });
    expect(String(fault)).toContain(folder);
    expect(String(fault)).toContain(`process ${process.pid}`);
  });

  it('is free as soon as its owner is closed, and closing twice is harmless', async () => {
    const first = openFolder();
    await Promise.all([first.close(), first.close()]);
    expect(faultOf(openFolder)).toBeUndefined();
  });

  it('is free as soon as its owner is killed', async () => {
    await openFolder().close();
    const holder = spawn(process.execPath, ['-e', HOLDER, join(folder, 'lock')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    expect(String(faultOf(openFolder))).toContain(`process ${String(holder.pid)}`);
    const ended = once(holder, 'exit');
    holder.kill('SIGKILL');
    await ended;
    await vi.waitFor(() => expect(faultOf(openFolder)).toBeUndefined());
  });
});
