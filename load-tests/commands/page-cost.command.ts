import { Command } from 'commander';
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

/** One line of the table. A figure without a limit is told, not judged. */
interface Row {
  readonly figure: string;
  readonly value: number;
  /** The same page without guests; for tasks, with the three lines of any tracker. */
  readonly control: number | null;
  readonly target: number | null;
  readonly held: boolean | null;
}

const BEACON_BYTES_MAX = 3072;
const WIDGET_BYTES_MAX = 2560;
const TASK_MS_MAX = 5;
/** Web Vitals calls up to 0.1 good; what is below this shows in no report. */
const LAYOUT_SHIFT_MAX = 0.001;

function row(
  figure: string,
  value: number,
  control: number | null = null,
  target: number | null = null,
): Row {
  const rounded = Number(value.toFixed(3));
  return { figure, value: rounded, control, target, held: target === null ? null : rounded <= target };
}

async function measure({ url, site, rounds }: Arguments): Promise<Row[]> {
  const sizes = [
    row('beacon.js, bytes gzipped', await gzippedBytes(`${url}/beacon.js`), null, BEACON_BYTES_MAX),
    row('widget.js, bytes gzipped', await gzippedBytes(`${url}/widget.js`), null, WIDGET_BYTES_MAX),
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
      row(`longest task, ms, ${guests}`, cost.longestTaskMs, least.longestTaskMs, taskMsMax),
      row(`longest task of all visits, ms, ${guests}`, cost.longestTaskMsMax, least.longestTaskMsMax),
      row(`all tasks of a visit, ms, ${guests}`, cost.allTasksMs, least.allTasksMs),
      row(`layout shift, ${guests}`, cost.layoutShift, empty.layoutShift, LAYOUT_SHIFT_MAX),
      row(`first contentful paint, ms, ${guests}`, cost.firstPaintMs, empty.firstPaintMs),
    ];
  });
  return [...sizes, ...rows];
}

function lineOf({ figure, value, control, target, held }: Row): string {
  const cells = [value, control ?? '', target ?? '', held === null ? '' : held ? 'held' : 'NOT HELD'];
  return figure.padEnd(52) + cells.map((cell) => String(cell).padStart(10)).join('');
}

async function run(options: Arguments): Promise<void> {
  const rows = await measure(options);
  const head = `${''.padEnd(52)}${['value', 'control', 'at most', ''].map((name) => name.padStart(10)).join('')}`;
  const note = `Medians of ${options.rounds} visits each, interleaved, at a quarter of the processor's speed. Control: the same page without guests; of tasks, the least that any
tracker does (read localStorage, ask for a lock, send).`;
  if (options.json)
    process.stdout.write(`${JSON.stringify({ scenario: 'page-cost', url: options.url, rows })}\n`);
  else process.stdout.write([head, ...rows.map(lineOf), note, ''].join('\n'));
  process.exitCode = rows.some(({ held }) => held === false) ? 1 : 0;
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
