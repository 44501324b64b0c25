import { lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { runToEnd } from './command.js';
import { findProgram } from './installed-program.js';

/** Makes apt work without root and leave the system's own state alone. */
function aptOptions(work: string, settings: readonly string[]): string[] {
  const options = [
    'Debug::NoLocking=true',
    'APT::Sandbox::User=root',
    'APT::Install-Recommends=false',
    `Dir::Cache=${work}`,
    `Dir::Cache::archives=${join(work, 'archives')}`,
    ...settings,
  ];
  return options.flatMap((option) => ['-o', option]);
}

async function download(
  packages: readonly string[],
  work: string,
  log: (line: string) => void,
): Promise<void> {
  const fetch = (settings: readonly string[]): Promise<string> =>
    runToEnd({
      program: 'apt-get',
      args: ['-y', '-qq', '--download-only', ...aptOptions(work, settings), 'install', ...packages],
    });
  await mkdir(join(work, 'archives', 'partial'), { recursive: true });
  try {
    await fetch([]);
  } catch {
    // The system's package lists are missing or name versions that are gone: read fresh ones, beside them.
    log('reading the list of Debian packages');
    await mkdir(join(work, 'lists', 'partial'), { recursive: true });
    const settings = [`Dir::State::lists=${join(work, 'lists')}`];
    await runToEnd({ program: 'apt-get', args: ['-qq', ...aptOptions(work, settings), 'update'] });
    await fetch(settings);
  }
}

/** Absolute links are meant for an installed system; those into the packages become relative, so the folder can move. */
async function bendLinks(root: string): Promise<void> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const link = join(entry.parentPath, entry.name);
    const target = await readlink(link);
    if (!isAbsolute(target) || !(await lstat(join(root, target)).catch(() => undefined))) continue;
    await rm(link);
    await symlink(relative(dirname(link), join(root, target)), link);
  }
}

/**
 * Puts Debian packages and what they need, as far as it is not installed, into a folder; nothing is installed.
 * @throws Error where there is no apt, or it has no such package
 */
export async function unpackDebian(
  packages: readonly string[],
  folder: string,
  log: (line: string) => void,
): Promise<void> {
  if ((await findProgram(['apt-get'])) === undefined) throw new Error('this system has no apt-get');
  const work = join(folder, 'apt');
  await download(packages, work, log);
  const archives = (await readdir(join(work, 'archives'))).filter((name) => name.endsWith('.deb'));
  if (archives.length === 0)
    throw new Error(`apt-get calls ${packages.join(' ')} installed, but it is not on PATH`);
  for (const archive of archives) {
    await runToEnd({ program: 'dpkg-deb', args: ['-x', join(work, 'archives', archive), folder] });
  }
  await rm(work, { recursive: true });
  await bendLinks(folder);
}

/** The folders of an unpacked tree that shared libraries lie in, as `LD_LIBRARY_PATH` takes them. */
export async function libraryPath(root: string): Promise<string> {
  const folders: string[] = [];
  for (const parent of ['usr/lib', 'lib']) {
    const names = await readdir(join(root, parent)).catch(() => []);
    folders.push(
      ...names.filter((name) => name.includes('-linux-gnu')).map((name) => join(root, parent, name)),
    );
    folders.push(join(root, parent));
  }
  return folders.join(':');
}
