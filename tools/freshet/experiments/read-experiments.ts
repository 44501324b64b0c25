import { FreshetError, nearestOf } from '#libs/contracts';
import { describeProblem, parseExperiments, type Experiment, type ExperimentsFile } from '#libs/experiments';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';

/** The experiments file as it stands, right or wrong. */
export interface ReadFile extends ExperimentsFile {
  /** As a person would name it from here. */
  readonly path: string;
  /** One line a problem, with file, line and column. */
  readonly lines: readonly string[];
}

/** @throws Error when it can't be read. */
export async function readExperiments(path: string): Promise<ReadFile> {
  const file = parseExperiments(await readFile(path, 'utf8'));
  const name = relative('', path).startsWith('..') ? path : relative('', path);
  return { ...file, path: name, lines: file.problems.map((problem) => describeProblem(problem, name)) };
}

/** @throws FreshetError FRESHET_EXPERIMENTS_INVALID with every problem. */
export function requireValid({ lines, path }: ReadFile): void {
  if (lines.length === 0) return;
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`;
  throw new FreshetError('FRESHET_EXPERIMENTS_INVALID', [`${path} has ${count}:`, ...lines].join('\n  '), {
    details: lines,
  });
}

/**
 * @param key left out: every experiment that is no draft.
 * @throws FreshetError FRESHET_EXPERIMENT_UNKNOWN
 */
export function chooseExperiments({ experiments, path }: ReadFile, key: string | undefined): Experiment[] {
  if (key === undefined) return experiments.filter(({ status }) => status !== 'draft');
  const chosen = experiments.find((experiment) => experiment.key === key);
  if (chosen) return [chosen];
  const keys = experiments.map((experiment) => experiment.key);
  const nearest = nearestOf(key, keys);
  const advice =
    nearest === undefined
      ? `It has ${keys.length === 0 ? 'none' : keys.join(', ')}.`
      : `Did you mean ${nearest}?`;
  throw new FreshetError('FRESHET_EXPERIMENT_UNKNOWN', `${path} has no experiment ${key}. ${advice}`);
}
