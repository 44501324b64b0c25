import { buildTables, type BuiltTables, type CountingParameters } from '#libs/co-watch';
import type { DuckDb } from '#libs/duckdb';

/** What decides, beside the events, how a version comes out. */
export interface Recipe {
  readonly parameters: CountingParameters;
}

/** Fits everything that serves on the `events` of a database: the one way for evaluations and for the gate. */
export function fitTables(db: DuckDb, site: string, { parameters }: Recipe): Promise<BuiltTables> {
  return buildTables(db, site, parameters);
}
