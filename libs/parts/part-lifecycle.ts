import { mkdir } from 'node:fs/promises';
import { endLeftover } from './leftover.js';
import { PartProcess } from './part-process.js';
import type { PartCommand } from './part-program.js';
import type { RestartOptions, RunningPart } from './running-part.js';

/** What one kind of part adds to the lifecycle they share. */
export interface PartRecipe {
  readonly port: number;
  readonly dataFolder: string;
  readonly origin: string;
  /** Makes the data folder ready to be served; called before each start. */
  prepare(): Promise<void>;
  serve(): PartCommand;
  /** Resolves when the part answers a question only it can answer; rejects otherwise. */
  probe(): Promise<void>;
  /** Removes the data, and nothing else, while the part is stopped. */
  empty(): Promise<void>;
}

async function start(recipe: PartRecipe): Promise<PartProcess> {
  await mkdir(recipe.dataFolder, { recursive: true });
  await endLeftover(recipe.dataFolder);
  await recipe.prepare();
  const process = await PartProcess.spawn(recipe.serve(), recipe.dataFolder);
  await process.answering(() => recipe.probe());
  return process;
}

/** Starts a part and resolves once it answers. */
export async function startPart(recipe: PartRecipe): Promise<RunningPart> {
  let current = await start(recipe);
  return {
    port: recipe.port,
    origin: recipe.origin,
    get pid() {
      return current.pid;
    },
    stop: (signal = 'SIGTERM') => current.stop(signal),
    kill: () => current.stop('SIGKILL'),
    freeze: () => current.signal('SIGSTOP'),
    thaw: () => current.signal('SIGCONT'),
    async restart(options: RestartOptions = {}) {
      await current.stop('SIGTERM');
      if (options.emptied === true) await recipe.empty();
      current = await start(recipe);
    },
  };
}
