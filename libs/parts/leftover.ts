import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runToEnd } from './command.js';

const LEFTOVER_TIMEOUT_MS = 15_000;
const LOOK_EVERY_MS = 200;

interface Occupant {
  /** The part's process. */
  readonly pid: number;
  /** The process that started it. */
  readonly starter: number;
}

function occupantFile(dataFolder: string): string {
  return join(dataFolder, 'occupant.json');
}

/** Whether a process of that id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Process ids are used again: only one whose command line names the folder is meant. */
async function runsOn(pid: number, dataFolder: string): Promise<boolean> {
  const commandLine = await runToEnd({ program: 'ps', args: ['-ww', '-o', 'args=', '-p', `${pid}`] }).catch(
    () => '',
  );
  return commandLine.includes(dataFolder);
}

/** Writes down who lives in a data folder, for `endLeftover` of a later start. */
export async function recordOccupant(dataFolder: string, pid: number): Promise<void> {
  const occupant: Occupant = { pid, starter: process.pid };
  await writeFile(occupantFile(dataFolder), JSON.stringify(occupant));
}

/**
 * Ends a part that outlived its starter and still holds the data folder; waits for one that is about to end.
 * @throws Error when the one that started it is alive: the folder is in use
 */
export async function endLeftover(dataFolder: string): Promise<void> {
  const text = await readFile(occupantFile(dataFolder), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const { pid, starter } = JSON.parse(text) as Occupant;
  if (!(await runsOn(pid, dataFolder))) return;
  if (isAlive(starter)) {
    throw new Error(
      `${dataFolder} is in use by process ${pid}, started by ${starter}: end that one or use another folder.`,
    );
  }
  process.kill(-pid, 'SIGTERM');
  const deadline = Date.now() + LEFTOVER_TIMEOUT_MS;
  while (await runsOn(pid, dataFolder)) {
    if (Date.now() > deadline) process.kill(-pid, 'SIGKILL');
    await delay(LOOK_EVERY_MS);
  }
}
