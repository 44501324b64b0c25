import { leash } from '#libs/parts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildReport } from '../apps/co-watch/index.js';

/** What one build took. */
export interface BuildRun {
  readonly report: BuildReport;
  /** Most that lay in the folder for what does not fit into memory. */
  readonly scratchBytes: number;
}

const LOOK_EVERY_MS = 500;
const MAIN = fileURLToPath(new URL('../tools/freshet/main.js', import.meta.url));

/**
 * Runs the command that users run, in a process of its own.
 * @throws Error when it fails; it has said why on stderr
 */
export async function runBuild(dataFolder: string, site: string): Promise<BuildRun> {
  const scratch = join(dataFolder, 'scratch');
  await mkdir(scratch, { recursive: true });
  const child = spawn(process.execPath, [MAIN, 'build', '--site', site, '--json'], {
    env: { ...process.env, FRESHET_DATA: dataFolder, TMPDIR: scratch },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.once('exit', leash(child));
  const ended = once(child, 'exit');
  let [output, scratchBytes] = ['', 0];
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  const looking = setInterval(() => {
    void bytesIn(scratch).then((bytes) => (scratchBytes = Math.max(scratchBytes, bytes)));
  }, LOOK_EVERY_MS);
  const [code] = (await ended) as [number | null];
  clearInterval(looking);
  if (code !== 0) throw new Error(`The build of ${site} ended with code ${String(code)}.`);
  return { report: JSON.parse(output.trim().split('\n').at(-1) ?? '') as BuildReport, scratchBytes };
}

/** Files that go while one looks count as nothing. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      (file) => (file.isFile() ? file.size : 0),
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
