import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants, getPriority } from 'node:os';
import { expect, it } from 'vitest';
import { letOthersGoFirst } from './background-priority.js';

it('puts a process and, on Linux, its session behind all others', () => {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { detached: true });
  const pid = child.pid ?? 0;
  try {
    letOthersGoFirst(pid);
    expect(getPriority(pid)).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
    if (process.platform === 'linux') expect(sessionNiceness(pid)).toBe(10);
  } finally {
    child.kill('SIGKILL');
  }
});

/** A kernel may be built without groups by session. */
function sessionNiceness(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/autogroup`, 'utf8').split(' ').at(-1));
  } catch {
    return 10;
  }
}

it('leaves what has ended alone', () => {
  expect(() => letOthersGoFirst(2 ** 22 - 1)).not.toThrow();
});
