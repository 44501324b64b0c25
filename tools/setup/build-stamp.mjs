import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './project-folder.mjs';

const SOURCES = ['apps', 'libs', 'tools', 'load-tests', '.swcrc', 'package.json'];
const STAMP = '.built-from';

function* filesOf(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return;
  if (!entry.isDirectory()) {
    yield `${path} ${entry.size} ${entry.mtimeMs}`;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesOf(join(path, name));
}

/** Names, sizes and times of everything the build reads: a file that goes away changes it too. */
export function sourceFingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesOf(join(projectFolder, source))) hash.update(`${file}\n`);
  }
  return hash.digest('hex');
}

/** Writes into a build what it was made from. */
export function stampBuild(folder, fingerprint) {
  writeFileSync(join(folder, STAMP), fingerprint);
}

/** Whether `dist` was made from the sources as they are now. */
export function buildIsCurrent() {
  const stamp = join(projectFolder, 'dist', STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceFingerprint();
}
