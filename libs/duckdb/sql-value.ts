import type { DuckDBValue, JS } from '@duckdb/node-api';

/** What goes into a parameter or a cell. Whole numbers become BIGINT where no column says otherwise. */
export type SqlValue = string | number | boolean | null;

/** A parameter's value: whole numbers as BIGINT, so that milliseconds stay exact and divide as integers do. */
export function parameterOf(value: SqlValue): DuckDBValue {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}

/**
 * A value of a result as plain JavaScript: BIGINT and HUGEINT as numbers, lists as arrays, structs as objects.
 * @throws RangeError for a whole number beyond 2^53: cast it to VARCHAR in the query.
 */
export function plainValue(value: JS): unknown {
  if (typeof value === 'bigint') return safeNumber(value);
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainValue(inner as JS)]));
  }
  return value;
}

/** @throws RangeError beyond 2^53. */
export function safeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new RangeError(`${value.toString()} is beyond 2^53: cast the column to VARCHAR or DOUBLE.`);
  }
  return number;
}
