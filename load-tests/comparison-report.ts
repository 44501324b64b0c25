import type { Comparison } from './interleaved.js';
import type { ThroughputTargets } from './targets.js';

/** One line of a report. */
export interface ReportRow {
  readonly figure: string;
  readonly value: number;
  readonly control: number;
  readonly ratio: number;
  readonly target: string;
  readonly held: boolean;
}

/** @returns the comparison by figure; of the ratio it is the lesser one, by the clock or by CPU time, that is held to its target. */
export function rowsOf(
  name: string,
  { service, control, ratio, ratioPerCore }: Comparison,
  { ratioLeast, eventsPerCoreLeast }: ThroughputTargets,
): ReportRow[] {
  return [
    {
      figure: `${name}, events/s`,
      value: Math.round(service.eventsPerSecond),
      control: Math.round(control.eventsPerSecond),
      ratio: rounded(ratio),
      target: `ratio at least ${ratioLeast}`,
      held: ratio >= ratioLeast && ratioPerCore >= ratioLeast,
    },
    {
      figure: `${name}, events/s on one core`,
      value: Math.round(service.eventsPerCore),
      control: Math.round(control.eventsPerCore),
      ratio: rounded(ratioPerCore),
      target: `at least ${eventsPerCoreLeast}`,
      held: service.eventsPerCore >= eventsPerCoreLeast,
    },
  ];
}

/** @returns the rows as a table for people. */
export function tableOf(rows: readonly ReportRow[]): string[] {
  const head = ['figure', 'value', 'control', 'ratio', 'target', 'held'];
  const lines = rows.map(({ figure, value, control, ratio, target, held }) => [
    figure,
    `${value}`,
    `${control}`,
    `${ratio}`,
    target,
    held ? 'yes' : 'no',
  ]);
  const widths = head.map((name, at) =>
    Math.max(name.length, ...lines.map((line) => (line[at] ?? '').length)),
  );
  return [head, ...lines].map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function rounded(ratio: number): number {
  return Number(ratio.toFixed(2));
}
