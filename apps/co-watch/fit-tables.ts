import {
  learnTables,
  type BuiltTables,
  type CountingParameters,
  type LearnedPart,
  type LearnProgress,
  type OpenTables,
} from '#libs/co-watch';
import type { DuckDb } from '#libs/duckdb';

/** What decides, beside the events, how a version comes out. */
export interface Recipe {
  readonly parameters: CountingParameters;
  /** Left out: the one that every build takes. */
  readonly seed?: number;
  readonly without?: readonly LearnedPart[];
}

/** By which a version was made. */
export function recipeOf({ manifest }: OpenTables): Recipe {
  const { seed, without } = manifest.learning;
  return { parameters: manifest.parameters, seed, without };
}

/** How far fitting is: what it is at, and the share of that which is done, 0 to 1. */
type FitProgress = (doing: string, share: number) => void;

/** Makes everything that serves from the `events` of a database. */
export type Fit = (db: DuckDb, site: string, recipe: Recipe, onProgress: FitProgress) => Promise<BuiltTables>;

/** Counts and learns: the one way for evaluations and for the gate. */
export const fitTables: Fit = (db, site, recipe, onProgress) =>
  learnTables(db, site, { ...recipe, onProgress: ({ step, share }) => onProgress(DOING[step], share) });

/** What is being done in each step, for people. */
export const DOING: Readonly<Record<LearnProgress['step'], string>> = {
  read: 'reading the history',
  count: 'counting pairs',
  embed: 'training the embedding',
  blend: 'learning the first score',
  trees: 'growing trees',
};
