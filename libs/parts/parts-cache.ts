import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

function projectFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

function cacheFolder(): string {
  const chosen = process.env['FRESHET_CACHE'];
  return chosen === undefined || chosen === '' ? join(projectFolder(), '.cache', 'parts') : resolve(chosen);
}

const UNFINISHED = '.unfinished-';
const ABANDONED_AFTER_MS = 3_600_000;

/** What a process that was killed while filling left behind. */
async function sweepAbandoned(): Promise<void> {
  for (const name of await readdir(cacheFolder())) {
    const folder = join(cacheFolder(), name);
    const found = name.includes(UNFINISHED) ? await stat(folder).catch(() => undefined) : undefined;
    if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/**
 * A folder of the cache, filled the first time it is asked for. It is filled under another name and appears by
 * rename, so a folder that is there is whole, and of two processes filling it at once the later one throws its
 * own away.
 */
export async function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const target = join(cacheFolder(), name);
  if (existsSync(target)) return target;
  await mkdir(cacheFolder(), { recursive: true });
  await sweepAbandoned();
  const unfinished = await mkdtemp(`${target}${UNFINISHED}`);
  try {
    await fill(unfinished);
    await rename(unfinished, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return target;
}
