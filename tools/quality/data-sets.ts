import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Recorded sessions: a part to learn from, and one to predict. */
export interface DataSet {
  readonly name: string;
  readonly train: string;
  readonly test: string;
}

/**
 * @param folder whose folders are the sets
 * @param names of those that are wanted; left out: all
 * @throws Error where there is no such folder, no set in it, or none of a wanted name
 */
export function dataSets(folder: string | undefined, names?: readonly string[]): DataSet[] {
  if (folder === undefined || !existsSync(folder))
    throw new Error(
      'Set FRESHET_EVAL_DATA to a folder whose folders hold train.csv.gz and test.csv.gz each.',
    );
  const all = readdirSync(folder)
    .sort()
    .map((name) => ({
      name,
      train: join(folder, name, 'train.csv.gz'),
      test: join(folder, name, 'test.csv.gz'),
    }))
    .filter(({ train, test }) => existsSync(train) && existsSync(test));
  const unknown = names?.filter((name) => all.every((set) => set.name !== name)) ?? [];
  if (all.length === 0 || unknown.length > 0)
    throw new Error(
      `${folder} has ${unknown.length > 0 ? `no set ${unknown.join(', ')}` : 'no sets'}; it has: ${all.map(({ name }) => name).join(', ')}.`,
    );
  return names ? all.filter(({ name }) => names.includes(name)) : all;
}
