import { Command } from 'commander';
import { dataSets, type DataSet } from './data-sets.js';
import { evaluateApart } from './evaluate-apart.js';
import { qualityTable } from './quality-table.js';
import { VARIANTS, type Measured } from './variants.js';

interface Arguments {
  readonly sets?: readonly string[];
  readonly json?: true;
}

/** Every set with every variant, one after the other, each in a process of its own so that its memory is its own. */
async function run({ sets, json }: Arguments): Promise<void> {
  const found = dataSets(process.env['FRESHET_EVAL_DATA'], sets);
  const measured: Measured[] = [];
  for (const set of found) measured.push({ set: set.name, evaluations: await evaluateAll(set) });
  process.stdout.write(`${json ? JSON.stringify(measured) : qualityTable(measured)}\n`);
}

async function evaluateAll(set: DataSet): Promise<Measured['evaluations']> {
  const evaluations = [];
  for (const { name, options } of VARIANTS) {
    process.stderr.write(`${set.name}: ${name}\n`);
    evaluations.push(await evaluateApart(set, options));
  }
  return evaluations;
}

await new Command('npm run quality --')
  .description(
    'Evaluates recorded data sets, whole and without each part of what is learned, and prints the tables of docs/quality.md. FRESHET_EVAL_DATA names a folder whose folders hold train.csv.gz and test.csv.gz each. Takes about half an hour for a million events.',
  )
  .option('--sets <names...>', 'those folders only')
  .option('--json', 'all evaluations as one JSON array')
  .action(run)
  .parseAsync();
