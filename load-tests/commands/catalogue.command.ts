import { Command } from 'commander';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withProgress } from '../../tools/freshet/progress.js';
import { measureCatalogue, type CatalogueOptions } from '../catalogue.scenario.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { logLine } from './log-line.js';
import { wholeNumber } from './whole-number.js';

type Given = 'items' | 'neighbours' | 'folder' | 'starts' | 'swaps' | 'rate';
type Arguments = Pick<CatalogueOptions, Given> & { readonly window: number } & RunOptions;

async function run(options: Arguments): Promise<void> {
  const windowSeconds = options.window;
  await runScenario('catalogue', options, () =>
    withProgress('Generating', 'rows', (onRows) =>
      withProgress('Swapping', 'swaps', (onTurn) =>
        measureCatalogue({ ...options, windowSeconds, log: logLine, onRows, onTurn }),
      ),
    ),
  );
}

export function catalogueCommand(): Command {
  return withRunOptions(
    new Command('catalogue')
      .description(
        'starts a recommender over a generated catalogue and swaps its tables while it is read: time to start, memory, answers, pauses',
      )
      .option('--items <number>', 'items of the catalogue', wholeNumber, 1_000_000)
      .option('--neighbours <number>', 'neighbours of each', wholeNumber, 100)
      .option('--folder <folder>', 'where catalogues are kept', join(tmpdir(), 'freshet-catalogues'))
      .option('--starts <number>', 'starts of the recommender', wholeNumber, 3)
      .option('--swaps <number>', 'swaps while it is read', wholeNumber, 6)
      .option('--rate <number>', 'reads a second', wholeNumber, 200)
      .option('--window <seconds>', 'of reading with a swap in it, and of reading without', wholeNumber, 6),
  ).action(run);
}
