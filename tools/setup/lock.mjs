import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { kill, pid } from 'node:process';
import { projectFolder } from './project-folder.mjs';

const LOCK = `${projectFolder}.cache/prepare.lock`;
const LOOK_EVERY_MS = 100;

function isAlive(holder) {
  try {
    kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Links a file that already holds our id, so that the lock is never seen without its holder. */
function tryLock() {
  const ours = `${LOCK}.${pid}`;
  writeFileSync(ours, `${pid}`);
  try {
    linkSync(ours, LOCK);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(ours);
  }
}

function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Takes the lock of a dead process away; puts it back where a live one was quicker. */
function breakLock() {
  const taken = `${LOCK}.${pid}.stale`;
  try {
    renameSync(LOCK, taken);
    if (isAlive(holderOf(taken))) linkSync(taken, LOCK);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(taken, { force: true });
  }
}

/**
 * Does the work while no other process does it for the same checkout.
 * @param work what to do
 * @param onWait told the process that is waited for, once
 */
export function withLock(work, onWait) {
  mkdirSync(`${projectFolder}.cache`, { recursive: true });
  let told = false;
  while (!tryLock()) {
    const holder = holderOf(LOCK);
    if (holder === undefined) continue;
    if (!isAlive(holder)) {
      breakLock();
      continue;
    }
    if (!told) onWait(holder);
    told = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
  try {
    work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}
