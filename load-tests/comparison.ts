import { printResult } from '../tools/freshet/output.js';

/** A measured figure beside its control's. */
export interface Comparison {
  readonly figure: string;
  readonly value: number;
  /** The control's, in the same run; null where there is none. */
  readonly control: number | null;
  /** Of the value to the control's; left out, as the two stand here. */
  readonly ratio?: number;
  /** What is wanted of the value, or of its ratio to the control's; null for a figure that is told and not judged. */
  readonly target: Target | null;
}

type Target =
  | { readonly valueMax: number }
  | { readonly valueMin: number }
  | { readonly ratioMax: number }
  | { readonly ratioMin: number };

/** A row as programs read it. `held` is null where nothing is wanted, or there is nothing to compare with. */
interface Row {
  readonly figure: string;
  readonly value: number;
  readonly control: number | null;
  readonly ratio: number | null;
  readonly target: string | null;
  readonly held: boolean | null;
}

/** Prints one table and sets the exit code: 1 where a target was not held. */
export function printComparison(
  scenario: string,
  url: string | undefined,
  comparisons: readonly Comparison[],
  asJson: boolean,
): void {
  const rows = comparisons.map(rowOf);
  printResult({ scenario, url, rows }, asJson, tableOf(rows));
  if (rows.some(({ held }) => held === false)) process.exitCode = 1;
}

/** @returns the row of a comparison, rounded to what the figures can tell. */
export function rowOf({ figure, value, control, target, ...given }: Comparison): Row {
  const ratio = given.ratio ?? (control === null || control === 0 ? null : value / control);
  return {
    figure,
    value: rounded(value),
    control: control === null ? null : rounded(control),
    ratio: ratio === null ? null : rounded(ratio),
    target: target === null ? null : describe(target),
    held: target === null ? null : isHeld(target, value, ratio),
  };
}

function describe(target: Target): string {
  if ('valueMax' in target) return `at most ${target.valueMax}`;
  if ('valueMin' in target) return `at least ${target.valueMin}`;
  return 'ratioMax' in target ? `ratio at most ${target.ratioMax}` : `ratio at least ${target.ratioMin}`;
}

function isHeld(target: Target, value: number, ratio: number | null): boolean | null {
  if ('valueMax' in target) return value <= target.valueMax;
  if ('valueMin' in target) return value >= target.valueMin;
  if (ratio === null) return null;
  return 'ratioMax' in target ? ratio <= target.ratioMax : ratio >= target.ratioMin;
}

/** Three digits that count. */
function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

const HEADINGS: readonly string[] = ['', 'value', 'control', 'ratio', 'target', ''];

function tableOf(rows: readonly Row[]): string[] {
  const lines = rows.map(({ figure, value, control, ratio, target, held }) => [
    figure,
    String(value),
    String(control ?? ''),
    String(ratio ?? ''),
    target ?? '',
    held === null ? '' : held ? 'held' : 'NOT HELD',
  ]);
  const all = [HEADINGS, ...lines];
  const widths = HEADINGS.map((_, at) => Math.max(...all.map((line) => line[at]?.length ?? 0)));
  return all.map((line) =>
    line
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
