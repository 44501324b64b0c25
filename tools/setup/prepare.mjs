/**
 * Brings a checkout to where a command can run: dependencies installed as the lock file says, sources built.
 * Runs before most npm scripts, so it is quick when there is nothing to do, and quiet: stderr only.
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { buildIsCurrent } from './build-stamp.mjs';
import { installIsCurrent, recordInstall } from './install-stamp.mjs';
import { withLock } from './lock.mjs';
import { projectFolder } from './project-folder.mjs';

function say(line) {
  process.stderr.write(`freshet: ${line}\n`);
}

function npm(...args) {
  // npm's stdout goes to stderr too: stdout belongs to the command that comes after.
  const { status, error } = spawnSync('npm', args, { stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  throw new Error(`npm ${args.join(' ')} failed${error ? ` (${error.message})` : ''}: see above`);
}

function install() {
  if (installIsCurrent()) return;
  say('installing dependencies');
  // Not `npm ci`, which refuses a lock file without the native packages of other platforms, and a lock file has
  // those only that its author's registry had. This installs what is locked, and leaves the lock file alone.
  npm('install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error');
  recordInstall();
}

function build() {
  if (buildIsCurrent()) return;
  say('building');
  npm('run', '--silent', 'build');
}

function prepare() {
  if (installIsCurrent() && buildIsCurrent()) return;
  const work = () => {
    install();
    build();
  };
  withLock(work, (holder) => say(`waiting for process ${holder}, which is preparing this checkout`));
}

process.chdir(projectFolder);
try {
  prepare();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
