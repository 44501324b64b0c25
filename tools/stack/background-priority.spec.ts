import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants, getPriority } from 'node:os';
import { expect, it, vi } from 'vitest';
import { letOthersGoFirst } from './background-priority.js';

/** Linux's SCHED_IDLE. */
const IDLE_WORK = 5;

it('puts a process and, on Linux, its session behind all others', async () => {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { detached: true });
  const pid = child.pid ?? 0;
  try {
    letOthersGoFirst(pid);
    expect(getPriority(pid)).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
    if (process.platform !== 'linux') return;
    expect(sessionNiceness(pid)).toBe(10);
    await vi.waitFor(() => expect(schedulingClass(pid)).toBe(IDLE_WORK), 5000);
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

/** The 41st field of what Linux says of a process; the second, its name, may hold spaces. */
function schedulingClass(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
  return Number(afterName.split(' ')[41 - 3]);
}

it('leaves what has ended alone', () => {
  expect(() => letOthersGoFirst(2 ** 22 - 1)).not.toThrow();
});
