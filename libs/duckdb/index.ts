export type { ColumnValues } from './column-values.js';
export { openDuckDb, type DuckDb } from './duckdb.js';
export * from './sql-text.js';
export type { SqlValue } from './sql-value.js';
