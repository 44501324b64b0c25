import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { projectFolder } from './project-folder.mjs';

const WANTED = `${projectFolder}package-lock.json`;
/** What npm itself writes down of what it put there. */
const INSTALLED = `${projectFolder}node_modules/.package-lock.json`;
/** What of it was found to be right, so that the next look is a comparison of two hashes. */
const STAMP = `${projectFolder}node_modules/.freshet-installed`;

/** Native packages are installed for one platform, so a folder carried to another one is not current. */
function fingerprint() {
  return `${createHash('sha256').update(readFileSync(WANTED)).digest('hex')} ${platform}-${arch}`;
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** An optional package that is missing is one for another platform. */
function holdsAllThatIsWanted() {
  const installed = packagesOf(INSTALLED);
  return Object.entries(packagesOf(WANTED)).every(([path, wanted]) => {
    if (path === '' || wanted.link) return true;
    const found = installed[path];
    if (found === undefined)
      return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return found.version === wanted.version && found.integrity === wanted.integrity && existsSync(path);
  });
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined;
}

/** Whether `node_modules` holds what `package-lock.json` asks for; installed by hand counts. */
export function installIsCurrent() {
  if (!existsSync(INSTALLED)) return false;
  const stamp = readStamp();
  if (stamp === fingerprint()) return true;
  if (stamp !== undefined && !stamp.endsWith(` ${platform}-${arch}`)) return false;
  if (!holdsAllThatIsWanted()) return false;
  recordInstall();
  return true;
}

/** Call after an installation that succeeded. */
export function recordInstall() {
  writeFileSync(STAMP, fingerprint());
}
