import { Command } from 'commander';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withProgress } from '../../tools/freshet/progress.js';
import { compareLayouts, type LayoutsOptions } from '../layouts.scenario.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { wholeNumber } from './whole-number.js';

type Arguments = Omit<LayoutsOptions, 'onRows' | 'onTurn'> & RunOptions;

async function run(options: Arguments): Promise<void> {
  await runScenario('layouts', options, () =>
    withProgress('Generating', 'rows', (onRows) =>
      withProgress('Looking up', 'turns', (onTurn) => compareLayouts({ ...options, onRows, onTurn })),
    ),
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
