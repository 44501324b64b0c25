import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { versionOf } from './served-file.js';

/** Versions of a script that stay served: pages that name one in their HTML may be cached for months. */
const KEPT_VERSIONS_MAX = 20;
/** What a process that was killed while writing left behind is removed after this long, milliseconds. */
const UNFINISHED_MAX_AGE_MS = 3_600_000;
const VERSIONED = /^(beacon|widget)\.([0-9a-f]{12})\.js$/;

/**
 * The versions of the scripts that were ever served from a data folder, each under a name that holds its content's hash. All
 * collectors on the folder share it, so that during an update the old ones serve what the new ones name.
 */
export class ScriptShelf {
  /** @param folder is made when something is kept. */
  constructor(private readonly folder: string) {}

  /** Makes a version the newest. The file appears by rename; the oldest beyond 20 of its script go. */
  async keep(name: string, content: Buffer): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    if ((await this.read(name)) === undefined) await this.write(name, content);
    const now = new Date();
    await utimes(join(this.folder, name), now, now);
    await this.prune();
  }

  /** @returns undefined for what is not there, or is not what its name says. */
  async read(name: string): Promise<Buffer | undefined> {
    const version = VERSIONED.exec(name)?.[2];
    if (version === undefined) return undefined;
    const content = await readFile(join(this.folder, name)).catch(ignoreAbsence);
    return content !== undefined && versionOf(content) === version ? content : undefined;
  }

  private async write(name: string, content: Buffer): Promise<void> {
    const unfinished = join(this.folder, `.unfinished-${randomUUID()}`);
    await writeFile(unfinished, content);
    await rename(unfinished, join(this.folder, name));
  }

  private async prune(): Promise<void> {
    const files = await this.newestFirst();
    const surplus = ['beacon', 'widget'].flatMap((script) =>
      files.filter(({ name }) => VERSIONED.exec(name)?.[1] === script).slice(KEPT_VERSIONS_MAX),
    );
    const stale = files.filter(
      ({ name, at }) => name.startsWith('.unfinished-') && Date.now() - at > UNFINISHED_MAX_AGE_MS,
    );
    for (const { name } of [...surplus, ...stale]) await rm(join(this.folder, name), { force: true });
  }

  private async newestFirst(): Promise<{ name: string; at: number }[]> {
    const files: { name: string; at: number }[] = [];
    for (const name of await readdir(this.folder)) {
      const info = await stat(join(this.folder, name)).catch(ignoreAbsence);
      if (info !== undefined) files.push({ name, at: info.mtimeMs });
    }
    return files.sort((a, b) => b.at - a.at || (a.name < b.name ? -1 : 1));
  }
}

function ignoreAbsence(fault: unknown): undefined {
  const { code } = fault as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw fault;
}
