import { Command } from 'commander';
import { printComparison, type Comparison } from '../comparison.js';
import { GUESTS, gzippedBytes, pageCost, summaryOf } from '../page-cost.scenario.js';
import { baseUrl } from './base-url.js';
import { progressOf } from '../../tools/freshet/progress.js';
import { wholeNumber } from './whole-number.js';

interface Arguments {
  readonly url: string;
  readonly site: string;
  readonly rounds: number;
  readonly json?: true;
}

const BEACON_BYTES_MAX = 3072;
const WIDGET_BYTES_MAX = 2560;
const TASK_MS_MAX = 5;
/** Web Vitals calls up to 0.1 good; what is below this shows in no report. */
const LAYOUT_SHIFT_MAX = 0.001;

async function measure({ url, site, rounds }: Arguments): Promise<Comparison[]> {
  const sizes = [
    compared('beacon.js, bytes gzipped', await gzippedBytes(`${url}/beacon.js`), null, BEACON_BYTES_MAX),
    compared('widget.js, bytes gzipped', await gzippedBytes(`${url}/widget.js`), null, WIDGET_BYTES_MAX),
  ];
  const progress = progressOf('Visiting', 'visits');
  const onVisit = (done: number): void => progress.update(done, rounds * GUESTS.length);
  const visits = await pageCost({ url, site, rounds, onVisit }).finally(() => progress.stop());
  const { none, 'three lines': threeLines, ...others } = visits;
  const empty = summaryOf(none);
  const least = summaryOf(threeLines);
  const rows = Object.entries(others).flatMap(([guests, costs]) => {
    const cost = summaryOf(costs);
    const taskMsMax = guests === 'beacon' ? TASK_MS_MAX : null;
    return [
      compared(`longest task, ms, ${guests}`, cost.longestTaskMs, least.longestTaskMs, taskMsMax),
      compared(`longest task of all visits, ms, ${guests}`, cost.longestTaskMsMax, least.longestTaskMsMax),
      compared(`all tasks of a visit, ms, ${guests}`, cost.allTasksMs, least.allTasksMs),
      compared(`layout shift, ${guests}`, cost.layoutShift, empty.layoutShift, LAYOUT_SHIFT_MAX),
      compared(`first contentful paint, ms, ${guests}`, cost.firstPaintMs, empty.firstPaintMs),
    ];
  });
  return [...sizes, ...rows];
}

function compared(
  figure: string,
  value: number,
  control: number | null,
  valueMax: number | null = null,
): Comparison {
  return { figure, value, control, target: valueMax === null ? null : { valueMax } };
}

async function run(options: Arguments): Promise<void> {
  const comparisons = await measure(options);
  process.stderr.write(
    `Medians of ${options.rounds} visits each, interleaved, at a quarter of the processor's speed. Control: the same page without guests; of tasks, the least that any tracker does (read localStorage, ask for a lock, send).\n`,
  );
  printComparison('page-cost', options.url, comparisons, options.json === true);
}

export function pageCostCommand(): Command {
  return new Command('page-cost')
    .description(
      'what beacon and widget cost a page in a real Chromium: bytes, longest task, layout shift, first paint',
    )
    .requiredOption('--url <url>', 'where Freshet answers, such as http://localhost:3000', baseUrl)
    .option('--site <site>', 'site to browse', 'demo')
    .option('--rounds <number>', 'visits with each, and without', wholeNumber, 5)
    .option('--json', 'the result as one JSON object on the last line')
    .action(run);
}
