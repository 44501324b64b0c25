import type { FilePath, FilePlace } from './problem-places.js';

/** Something wrong with the experiments file. */
export interface FileProblem extends FilePlace {
  /** What it is about, `experiments[0].coverage`; empty for the file as a whole. */
  readonly path: string;
  /** Reads after the path. */
  readonly message: string;
  /** What was probably meant or what to do, a sentence; null where there is nothing to add. */
  readonly suggestion: string | null;
}

/** A problem before it has a place in the text. */
export interface FoundProblem {
  readonly path: FilePath;
  readonly message: string;
  readonly suggestion?: string | undefined;
  /** The problem is this key of the mapping at `path`, not the mapping. */
  readonly key?: string;
}

/** @returns one line, as compilers write them: `config/experiments.yaml:3:5: experiments[0].status is missing. …` */
export function describeProblem(
  { line, column, path, message, suggestion }: FileProblem,
  file: string,
): string {
  const subject = path === '' ? 'the file' : path;
  return `${file}:${line}:${column}: ${subject} ${message}.${suggestion === null ? '' : ` ${suggestion}`}`;
}

/** @returns `experiments[0].variations[1]` for a path of keys and indexes. */
export function pathText(path: FilePath): string {
  return path
    .map((segment, at) => {
      if (typeof segment === 'number') return `[${segment}]`;
      return at === 0 ? String(segment) : `.${String(segment)}`;
    })
    .join('');
}
