import type { Evaluation, MethodScores } from '../../apps/co-watch/index.js';
import { alignedCells, columnWidths } from '../freshet/output.js';
import { VARIANTS, type Measured } from './variants.js';

/** A row: what it is about, and its cell for each set. */
type Row = readonly [string, ...string[]];

/** @returns Markdown: quality by method and set, then what it costs. */
export function qualityTable(measured: readonly Measured[]): string {
  const heading = (first: string): Row => [first, ...measured.map(({ set }) => set)];
  return [
    ...tableOf(heading('HR@20 / MRR@20, %'), methodRows(measured)),
    '',
    ...tableOf(heading('cost'), costRows(measured.map(wholeOf))),
  ].join('\n');
}

function methodRows(measured: readonly Measured[]): Row[] {
  const names = [...new Set(measured.flatMap((set) => methodsOf(set).map(({ name }) => name)))];
  return names.map((name) => [
    name,
    ...measured.map((set) => {
      const method = methodsOf(set).find((candidate) => candidate.name === name);
      return method ? `${percent(method.measures.hr20)} / ${percent(method.measures.mrr20)}` : '';
    }),
  ]);
}

/** The whole, what is left of it without its parts, and the simple methods. */
function methodsOf({ evaluations }: Measured): Pick<MethodScores, 'name' | 'measures'>[] {
  const [whole, ...without] = evaluations.map(({ ours }, at) => ({
    name: VARIANTS[at]?.name ?? '',
    measures: ours.measures,
  }));
  const { parts, baselines } = wholeOf({ evaluations });
  const withoutTrees = parts.map(({ measures }) => ({ name: 'without the trees', measures }));
  return [...(whole ? [whole] : []), ...withoutTrees, ...without, ...baselines];
}

function wholeOf({ evaluations: [whole] }: Pick<Measured, 'evaluations'>): Evaluation {
  if (!whole) throw new Error('A set has no evaluation.');
  return whole;
}

function costRows(evaluations: readonly Evaluation[]): Row[] {
  const row = (name: string, cell: (evaluation: Evaluation) => string): Row => [
    name,
    ...evaluations.map(cell),
  ];
  return [
    row('events learned from', ({ trainEvents }) => trainEvents.toLocaleString('en')),
    row('items', ({ items }) => items.toLocaleString('en')),
    row('cases predicted', ({ cases }) => cases.toLocaleString('en')),
    row('seconds to count and learn', ({ buildSeconds }) => buildSeconds.toFixed(0)),
    row('memory at most, MB', ({ peakMemoryBytes }) => (peakMemoryBytes / 1e6).toFixed(0)),
    row('bytes an item', ({ bytesPerItem }) => bytesPerItem.toLocaleString('en')),
    row('a slate, p50 / p99, µs', ({ microsP50, microsP99 }) => microsOf(microsP50, microsP99)),
    row('without trees', ({ parts: [part] }) => (part ? microsOf(part.microsP50, part.microsP99) : '')),
  ];
}

function microsOf(p50: number, p99: number): string {
  return `${p50.toFixed(0)} / ${p99.toFixed(0)}`;
}

function percent(share: number): string {
  return (share * 100).toFixed(2);
}

function tableOf(heading: Row, rows: readonly Row[]): string[] {
  const lines = [heading, ...rows];
  const widths = columnWidths(lines);
  const lineOf = (line: Row): string => `| ${alignedCells(line, widths).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [lineOf(heading), rule, ...rows.map(lineOf)];
}
