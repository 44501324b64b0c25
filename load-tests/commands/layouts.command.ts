import { Command } from 'commander';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { progressOf } from '../../tools/freshet/progress.js';
import { compareLayouts, type LayoutsOptions } from '../layouts.scenario.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { wholeNumber } from './whole-number.js';

type Arguments = Omit<LayoutsOptions, 'onRows' | 'onTurn'> & RunOptions;

async function run(options: Arguments): Promise<void> {
  const generating = progressOf('Generating', 'rows');
  const measuring = progressOf('Looking up', 'turns');
  const onRows = (done: number, rows: number): void => {
    generating.update(done, rows);
    if (done === rows) generating.stop();
  };
  const onTurn = measuring.update.bind(measuring);
  await runScenario('layouts', options, () =>
    compareLayouts({ ...options, onRows, onTurn }).finally(() => measuring.stop()),
  );
}

export function layoutsCommand(): Command {
  return withRunOptions(
    new Command('layouts')
      .description(
        'looks rows and profiles of a generated catalogue up in the flat files that tables are and in a memory-mapped LMDB',
      )
      .option('--items <number>', 'items of the catalogue', wholeNumber, 1_000_000)
      .option('--neighbours <number>', 'neighbours of each', wholeNumber, 100)
      .option('--folder <folder>', 'where catalogues are kept', join(tmpdir(), 'freshet-catalogues'))
      .option('--rounds <number>', 'how often, the layouts in turn', wholeNumber, 5),
  ).action(run);
}
