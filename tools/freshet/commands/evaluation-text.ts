import type { Evaluation, MethodScores } from '../../../apps/co-watch/index.js';
import { columns, rows } from '../output.js';

/** An evaluation as lines for people: one row a method, then what it was measured on. */
export function describeEvaluation(evaluation: Evaluation): string[] {
  const { ours, baselines, parts, notes } = evaluation;
  return [
    ...methodRows([ours, ...parts, ...baselines]),
    '',
    ...rows({
      cases: `${evaluation.cases} of ${evaluation.sessions} sessions, protocol ${evaluation.protocol}`,
      'build seconds': evaluation.buildSeconds.toFixed(1),
      'memory at most': `${(evaluation.peakMemoryBytes / 1e6).toFixed(0)} MB`,
      'table bytes': `${evaluation.tableBytes} (${evaluation.bytesPerItem} an item)`,
    }),
    ...notes.flatMap((note) => ['', note]),
  ];
}

const HEADINGS = ['', 'HR@20, %', '95 %', 'MRR@20, %', '95 %', 'NDCG@20, %', 'p50, µs', 'p99, µs'];

function methodRows(methods: readonly MethodScores[]): string[] {
  const cells = methods.map(({ name, measures, intervals, microsP50, microsP99 }) => [
    name,
    inPercent(measures.hr20),
    intervals ? spanOf(intervals.hr20) : '',
    inPercent(measures.mrr20),
    intervals ? spanOf(intervals.mrr20) : '',
    inPercent(measures.ndcg20),
    microsP50.toFixed(0),
    microsP99.toFixed(0),
  ]);
  return columns([HEADINGS, ...cells]);
}

function inPercent(share: number): string {
  return (share * 100).toFixed(2);
}

function spanOf({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)}`;
}
