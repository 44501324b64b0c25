import { ERROR_CATALOGUE, FreshetError, messageOf } from '#libs/contracts';

/** Exit codes of the command line: 1 is a fault, 2 a command that can't be understood, 3 a publish that was refused. */
export const EXIT = { fault: 1, usage: 2, refused: 3 } as const;

/** A command's result, for people or for programs: people read lines, programs the last line of stdout. */
export function printResult(result: object, asJson: boolean, forPeople: readonly string[]): void {
  process.stdout.write(`${asJson ? JSON.stringify(result) : forPeople.join('\n')}\n`);
}

/** Says what went wrong and what to do, and sets the exit code. Programs get `{"error": …}` as the last line of stdout. */
export function printFault(fault: unknown, asJson: boolean): void {
  const code = fault instanceof FreshetError ? fault.code : 'FRESHET_INTERNAL';
  const message = messageOf(fault);
  process.exitCode = code === 'FRESHET_PUBLISH_REFUSED' ? EXIT.refused : EXIT.fault;
  process.stderr.write(`${message}\n`);
  for (let cause = causeOf(fault); cause !== undefined; cause = causeOf(cause)) {
    process.stderr.write(`  because: ${messageOf(cause)}\n`);
  }
  if (fault instanceof FreshetError) process.stderr.write(`${code}: ${ERROR_CATALOGUE[fault.code].remedy}\n`);
  if (asJson)
    process.stdout.write(`${JSON.stringify({ error: { code, message, details: detailsOf(fault) } })}\n`);
}

function causeOf(fault: unknown): unknown {
  return fault instanceof Error ? fault.cause : undefined;
}

function detailsOf(fault: unknown): readonly unknown[] {
  return fault instanceof FreshetError ? (fault.options.details ?? []) : [];
}

/** @returns a table of two columns, names aligned. */
export function rows(pairs: Readonly<Record<string, string | number>>): string[] {
  const width = Math.max(...Object.keys(pairs).map((name) => name.length));
  return Object.entries(pairs).map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

/** @returns a share as people write it: `0.7191` is `71.91 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** @returns lines of aligned cells: the first of a row to the left, figures to the right. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = columnWidths(rows);
  return rows.map((row) => alignedCells(row, widths).join('  ').trimEnd());
}

/** @returns characters of each column of the first row. */
export function columnWidths(rows: readonly (readonly string[])[]): number[] {
  return (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
}

/** @returns the cells, filled up to their columns' widths. */
export function alignedCells(row: readonly string[], widths: readonly number[]): string[] {
  return row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)));
}
