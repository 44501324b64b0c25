import type { DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';
import { safeNumber } from './sql-value.js';

/**
 * A column of a chunk, by its SQL type: INTEGER and smaller are Int32Array, UINTEGER is Uint32Array, FLOAT is Float32Array,
 * DOUBLE and BIGINT are Float64Array (whole numbers are exact up to 2^53), BOOLEAN is Uint8Array, VARCHAR is an array of texts.
 */
export type ColumnValues =
  Int32Array | Uint32Array | Float32Array | Float64Array | Uint8Array | readonly (string | null)[];

/** Up to 2,048 rows of a result, column by column, in the order of the query's columns. */
export interface ColumnChunk {
  readonly rowCount: number;
  readonly columns: readonly ColumnValues[];
}

type TypedColumn = Exclude<ColumnValues, readonly unknown[]>;

const TYPED: Readonly<Record<string, new (length: number) => TypedColumn>> = {
  TINYINT: Int32Array,
  SMALLINT: Int32Array,
  INTEGER: Int32Array,
  UTINYINT: Uint32Array,
  USMALLINT: Uint32Array,
  UINTEGER: Uint32Array,
  FLOAT: Float32Array,
  DOUBLE: Float64Array,
  BIGINT: Float64Array,
  UBIGINT: Float64Array,
  HUGEINT: Float64Array,
  BOOLEAN: Uint8Array,
};

/** @throws TypeError for a column type without a typed array, RangeError for a null among whole numbers. */
export function columnChunkOf(chunk: DuckDBDataChunk): ColumnChunk {
  const columns = Array.from({ length: chunk.columnCount }, (_, index) =>
    columnOf(chunk.getColumnVector(index), index),
  );
  return { rowCount: chunk.rowCount, columns };
}

function columnOf(vector: DuckDBVector, index: number): ColumnValues {
  const type = vector.type.toString();
  if (type === 'VARCHAR') {
    return Array.from({ length: vector.itemCount }, (_, row) => vector.getItem(row) as string | null);
  }
  const Column = TYPED[type];
  if (Column === undefined) {
    throw new TypeError(
      `Column ${index} is ${type}, which no typed array holds: cast it to INTEGER, DOUBLE or VARCHAR.`,
    );
  }
  return copyOf(vector, Column) ?? fill(new Column(vector.itemCount), vector, index);
}

/**
 * A vector's values at once, where it keeps them as the typed array does and none of them is null: asked for one after another, eight columns of
 * four million rows took a second longer. Their place is the driver's own, so a driver that moves it is asked as ever.
 */
function copyOf(vector: DuckDBVector, Column: new (length: number) => TypedColumn): TypedColumn | undefined {
  if (!('items' in vector && vector.items instanceof Column)) return undefined;
  return hasNoNull(vector) ? vector.items.slice() : undefined;
}

function hasNoNull(vector: DuckDBVector): boolean {
  const validity = 'validity' in vector ? vector.validity : undefined;
  return typeof validity === 'object' && validity !== null && 'data' in validity && validity.data === null;
}

function fill(column: TypedColumn, vector: DuckDBVector, index: number): TypedColumn {
  const isFloat = vector.type.toString() === 'DOUBLE' || vector.type.toString() === 'FLOAT';
  for (let row = 0; row < column.length; row += 1) {
    const value = vector.getItem(row);
    if (value === null && !isFloat) {
      throw new RangeError(`Column ${index} holds a null, which no whole number stands for: coalesce it.`);
    }
    column[row] = value === null ? NaN : typeof value === 'bigint' ? safeNumber(value) : Number(value);
  }
  return column;
}
