import {
  GrowthBookClient,
  type Experiment as SdkExperiment,
  type Filter as SdkFilter,
} from '@growthbook/growthbook';
import { INTERLEAVED } from '../file/experiment-rules.js';
import type { Experiment, ExperimentUnit, Variation } from '../file/experiment-schema.js';
import type { Force } from './force.js';

/** The ids that came with a request. A unit without an id, or with an empty one, is in no experiment. */
export type Units = Readonly<Record<ExperimentUnit, string | undefined>>;

/** What an experiment means for a request. */
export interface Assignment {
  readonly experiment: Experiment;
  /** What answers and slate records say: the variation's key, or `interleaved`. */
  readonly name: string;
  /** Null where both variations share the slate. */
  readonly variation: Variation | null;
  /** By `?force=`: to be marked, never counted. */
  readonly isForced: boolean;
}

interface Prepared {
  readonly experiment: Experiment;
  readonly sdk: SdkExperiment<number>;
}

/**
 * Who is in which variation, by GrowthBook's SDK: hash version 2 over the seed (else the key) and the unit's id as it came.
 * Depends on the file and the ids alone; nothing is kept between calls.
 */
export class Assigner {
  private readonly sdk = new GrowthBookClient();
  private readonly bySite: ReadonlyMap<string, readonly Prepared[]>;
  /** Running ones: what a request is asked about, unless it forces another. */
  private readonly runningBySite: ReadonlyMap<string, readonly Prepared[]>;

  constructor(experiments: readonly Experiment[]) {
    this.bySite = preparedBySite(experiments);
    this.runningBySite = preparedBySite(experiments.filter(({ status }) => status === 'running'));
  }

  /**
   * @param force of a variation for testing; it applies whatever the experiment's status, coverage and namespace.
   * @returns one entry for each experiment that the units are in, in the file's order.
   */
  assign(site: string, units: Units, force?: Force): Assignment[] {
    const known = (force ? this.bySite : this.runningBySite).get(site);
    if (!known) return [];
    const assignments: Assignment[] = [];
    for (const prepared of known) {
      const { experiment } = prepared;
      const forced = experiment.key === force?.experiment ? forcedAssignment(experiment, force) : undefined;
      const assignment =
        forced ?? (experiment.status === 'running' ? this.assignmentOf(prepared, units) : undefined);
      if (assignment) assignments.push(assignment);
    }
    return assignments;
  }

  /** @returns whether the site has the experiment, and the experiment the variation. */
  canForce(site: string, force: Force): boolean {
    const named = this.bySite.get(site)?.find(({ experiment }) => experiment.key === force.experiment);
    return named !== undefined && forcedAssignment(named.experiment, force) !== undefined;
  }

  private assignmentOf({ experiment, sdk }: Prepared, units: Units): Assignment | undefined {
    const { inExperiment, variationId } = this.sdk.runInlineExperiment(sdk, { attributes: units });
    if (!inExperiment) return undefined;
    return named(experiment, experiment.kind === 'interleave' ? null : variationId);
  }
}

function preparedBySite(experiments: readonly Experiment[]): Map<string, readonly Prepared[]> {
  const sites = new Set(experiments.map(({ site }) => site));
  return new Map(
    [...sites].map((name) => [name, experiments.filter(({ site }) => site === name).map(prepared)]),
  );
}

function prepared(experiment: Experiment): Prepared {
  const { key, unit, coverage, seed, namespace, variations } = experiment;
  const weights = variations.flatMap(({ weight }) => (weight === undefined ? [] : [weight]));
  const sdk: SdkExperiment<number> = {
    key,
    variations: variations.map((_, index) => index) as [number, number, ...number[]],
    hashAttribute: unit,
    hashVersion: 2,
    coverage,
    ...(weights.length > 0 && { weights }),
    ...(seed !== undefined && { seed }),
    ...(namespace && { filters: [filterOf(unit, namespace)] }),
  };
  return { experiment, sdk };
}

/** GrowthBook's namespaces, in the form that is not deprecated: hash version 1 over `__name` and the id. */
function filterOf(
  attribute: ExperimentUnit,
  { name, from, to }: NonNullable<Experiment['namespace']>,
): SdkFilter {
  return { attribute, seed: `__${name}`, ranges: [[from, to]], hashVersion: 1 };
}

function forcedAssignment(experiment: Experiment, { variation }: Force): Assignment | undefined {
  if (experiment.kind === 'interleave' && variation === INTERLEAVED) return named(experiment, null, true);
  const index = experiment.variations.findIndex(({ key }) => key === variation);
  return index < 0 ? undefined : named(experiment, index, true);
}

/** @param index null where both variations share the slate. */
function named(experiment: Experiment, index: number | null, isForced = false): Assignment | undefined {
  if (index === null) return { experiment, name: INTERLEAVED, variation: null, isForced };
  const variation = experiment.variations[index];
  return variation && { experiment, name: variation.key, variation, isForced };
}
