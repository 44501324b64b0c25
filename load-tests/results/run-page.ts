import { escaped } from '../../tools/freshet/page/escaped.js';
import { htmlPage } from '../../tools/freshet/page/html-page.js';
import { rowOf, type Row } from '../comparison.js';
import { drawChart } from './draw-chart.js';
import { figuresTable } from './figures-table.js';
import type { Machine } from './machine.js';
import { ratioPlot } from './ratio-plot.js';
import type { RunRecord } from './run-record.js';

/** A run as one page of HTML that needs nothing beside itself. */
export function runPage(run: RunRecord): Promise<string> {
  const rows = run.comparisons.map(rowOf);
  const body = `<header>
<h1>Load test: ${escaped(run.scenario)}</h1>
<p class="verdict">${escaped(verdictOf(rows))}</p>
<p>${escaped(describeRun(run))}</p>
</header>
<main>
<section>
<h2>Figures</h2>
<p>${INTERVAL_SAYS}</p>
<div class="wide">${figuresTable(rows)}</div>
</section>
${ratios(run)}
${charts(run)}
${failures(run)}
<section>
<h2>Measured on</h2>
${definitions(machineOf(run.machine))}
<h3>Asked for</h3>
${definitions(Object.entries(run.options).map(([name, value]) => [name, JSON.stringify(value)]))}
</section>
</main>
<footer>Made by Freshet. Figures of one machine say little about another: ratios to the control travel better.</footer>`;
  const styles = [new URL('run-page.css', import.meta.url)];
  return htmlPage({ title: `Freshet load test: ${run.scenario}`, styles, body });
}

const INTERVAL_SAYS =
  'Medians of the rounds. The control is the least program that does the same work, measured in turns with the service; the ratio is the median of the rounds’ ratios. The interval is that of the median that is judged, else of the ratio.';
const RATIO_SAYS =
  'Pale dots are the rounds, the strong dot is their median, the bar its interval; a dashed tick is the target.';

/** @returns the sentence that answers whether it was fast enough. */
export function verdictOf(rows: readonly Row[]): string {
  const judged = rows.filter(({ held }) => held !== null);
  const missed = judged.filter(({ held }) => held === false);
  if (judged.length === 0) return 'Nothing was judged.';
  const blurred = judged.filter((row) => row.blurred);
  const count = `${judged.length} ${judged.length === 1 ? 'target' : 'targets'}`;
  const sentences = [
    missed.length + blurred.length === 0 ? `Held: ${count}, all there are.` : '',
    missed.length > 0 ? `Of ${count}, ${missed.length} missed: ${namesOf(missed)}.` : '',
    blurred.length > 0 ? `Too blurred to tell, and above it at the median: ${namesOf(blurred)}.` : '',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function namesOf(rows: readonly Row[]): string {
  return rows.map(({ figure }) => figure).join('; ');
}

function describeRun({ startedAt, seconds, options }: RunRecord): string {
  const against = typeof options.url === 'string' ? ` against ${options.url}` : '';
  return `${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${Math.round(seconds)} s${against}.`;
}

function ratios({ comparisons }: RunRecord): string {
  const plot = ratioPlot(comparisons);
  if (plot === null) return '';
  return `<section>\n<h2>Beside the control</h2>\n<p>${RATIO_SAYS}</p>\n<figure>${plot}</figure>\n</section>`;
}

function charts({ charts }: RunRecord): string {
  if (charts.length === 0) return '';
  const figures = charts.map(
    (chart) => `<figure><figcaption>${escaped(chart.title)}</figcaption>${drawChart(chart)}</figure>`,
  );
  return `<section>\n<h2>How it went</h2>\n<div class="pair">\n${figures.join('\n')}\n</div>\n</section>`;
}

function failures({ failures: kinds }: RunRecord): string {
  const told = Object.entries(kinds).map(([kind, times]): [string, string] => [
    kind,
    times.toLocaleString('en'),
  ]);
  if (told.length === 0) return '';
  return `<section>\n<h2>What failed</h2>\n${definitions(told)}\n</section>`;
}

function machineOf({ processor, cores, memoryBytes, system, versions }: Machine): [string, string][] {
  return [
    ['processor', `${processor}, ${cores} cores`],
    ['memory', `${(memoryBytes / 2 ** 30).toFixed(1)} GiB`],
    ['system', system],
    ...Object.entries(versions),
  ];
}

function definitions(pairs: readonly (readonly [string, string])[]): string {
  return `<dl>\n${pairs.map(([name, text]) => `<dt>${escaped(name)}</dt><dd>${escaped(text)}</dd>`).join('\n')}\n</dl>`;
}
