import type { LooseExperiment, LooseVariation } from './loose-experiment.js';
import type { FoundProblem } from './problem.js';

/** Weights may lack this much of 1 (three of 0.333); nothing they exceed 1 by would ever be assigned. */
const WEIGHTS_LACK_MAX = 0.01;
const ROUNDING = 1e-9;

/** What answers call the variation of a unit whose slates two rankers share. */
export const INTERLEAVED = 'interleaved';

/** A member of every JavaScript object, so that an experiment of that name would look as if it were forced. */
const RESERVED_KEY = 'constructor';

/** @returns what is wrong between values that are right each on its own. */
export function ruleProblems(experiments: readonly LooseExperiment[]): FoundProblem[] {
  return [
    ...experiments.flatMap(keyProblems),
    ...repeated(experiments.map(({ key, at }) => ({ key, path: ['experiments', at, 'key'] }))),
    ...experiments.flatMap(variationProblems),
    ...experiments.flatMap(namespaceProblems),
    ...togetherProblems(experiments.filter(({ status }) => status === 'running')),
  ];
}

function keyProblems({ key, at }: LooseExperiment): FoundProblem[] {
  if (key !== RESERVED_KEY) return [];
  return [{ path: ['experiments', at, 'key'], message: 'must not be constructor: choose another' }];
}

function repeated(named: readonly { key: string | undefined; path: PropertyKey[] }[]): FoundProblem[] {
  const known = new Set<string>();
  return named.flatMap(({ key, path }) => {
    if (key === undefined) return [];
    if (known.has(key)) return [{ path, message: `is ${key} a second time`, suggestion: 'Choose another.' }];
    known.add(key);
    return [];
  });
}

function variationProblems({ at, kind, variations }: LooseExperiment): FoundProblem[] {
  if (variations === undefined) return [];
  const path = ['experiments', at, 'variations'];
  const names = variations.map(({ key }, index) => ({ key, path: [...path, index, 'key'] }));
  const taken = names.filter(({ key }) => key === INTERLEAVED);
  return [
    ...repeated(names),
    ...taken.map((name) => ({ path: name.path, message: `must not be ${INTERLEAVED}: that means both` })),
    ...(kind === 'interleave' ? rankerProblems(variations, path) : weightProblems(variations, path)),
  ];
}

function rankerProblems(variations: readonly LooseVariation[], path: PropertyKey[]): FoundProblem[] {
  const problems: FoundProblem[] = [];
  if (variations.length > 2)
    problems.push({ path, message: `must be two to interleave; there are ${variations.length}` });
  variations.forEach(({ hasWeight }, index) => {
    if (hasWeight)
      problems.push({
        path: [...path, index, 'weight'],
        message: 'means nothing when interleaving',
        suggestion: 'Leave it out: both variations share every slate.',
      });
  });
  return problems;
}

function weightProblems(variations: readonly LooseVariation[], path: PropertyKey[]): FoundProblem[] {
  const given = variations.filter(({ hasWeight }) => hasWeight).length;
  if (given === 0) return [];
  if (given < variations.length) {
    const at = variations.findIndex(({ hasWeight }) => !hasWeight);
    return [
      {
        path: [...path, at],
        message: 'has no weight but others have',
        suggestion: 'Give all a weight, or none.',
      },
    ];
  }
  const weights = variations.map(({ weight }) => weight);
  const sum = weights.reduce<number>((total, weight) => total + (weight ?? NaN), 0);
  if (Number.isNaN(sum) || (sum >= 1 - WEIGHTS_LACK_MAX - ROUNDING && sum <= 1 + ROUNDING)) return [];
  const message = `must have weights that sum to 1; they sum to ${Number(sum.toPrecision(6))}`;
  return [{ path, message, suggestion: 'Leave all weights out for equal shares.' }];
}

function namespaceProblems({ at, namespace }: LooseExperiment): FoundProblem[] {
  if (namespace === undefined || namespace.from < namespace.to) return [];
  const message = `must end after it begins; it is ${namespace.from} to ${namespace.to}`;
  return [{ path: ['experiments', at, 'namespace'], message }];
}

/** Running experiments that cannot run at once. */
function togetherProblems(running: readonly LooseExperiment[]): FoundProblem[] {
  return running.flatMap((later, index) =>
    running.slice(0, index).flatMap((earlier) => {
      if (earlier.site !== later.site) return [];
      return [...sharedNamespace(earlier, later), ...sharedSlate(earlier, later)];
    }),
  );
}

function sharedNamespace(earlier: LooseExperiment, later: LooseExperiment): FoundProblem[] {
  if (!areInOneNamespace(earlier, later)) return [];
  const path = ['experiments', later.at, 'namespace'];
  const other = nameOf(earlier);
  if (earlier.unit !== later.unit) {
    const message = `keeps nobody apart from ${other}, whose unit is another`;
    return [{ path, message, suggestion: 'Use one unit.' }];
  }
  if (!doOverlap(earlier, later)) return [];
  return [{ path, message: `overlaps that of ${other}` }];
}

function sharedSlate(earlier: LooseExperiment, later: LooseExperiment): FoundProblem[] {
  if (earlier.kind !== 'interleave' || later.kind !== 'interleave') return [];
  const areApart =
    areInOneNamespace(earlier, later) && earlier.unit === later.unit && !doOverlap(earlier, later);
  if (areApart) return [];
  return [
    {
      path: ['experiments', later.at, 'kind'],
      message: `can't be interleave while ${nameOf(earlier)} interleaves the same slates`,
      suggestion: 'Stop one, or give both parts of one namespace.',
    },
  ];
}

function areInOneNamespace(earlier: LooseExperiment, later: LooseExperiment): boolean {
  return earlier.namespace !== undefined && earlier.namespace.name === later.namespace?.name;
}

function doOverlap({ namespace: first }: LooseExperiment, { namespace: second }: LooseExperiment): boolean {
  return first !== undefined && second !== undefined && first.from < second.to && second.from < first.to;
}

function nameOf({ key, at }: LooseExperiment): string {
  return key ?? `experiments[${at}]`;
}
