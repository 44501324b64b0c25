import type { Experiment } from '../file/experiment-schema.js';
import type { Override } from '../file/override-schema.js';
import { Assigner, type Assignment, type Units } from './assigner.js';
import type { Force } from './force.js';
import { mergeOverrides } from './merge-overrides.js';

/** What the experiments mean for one answer. */
export interface AnswerPlan {
  /** Of the file that says so. */
  readonly revision: string;
  /** Experiment key to variation, of those that the units are in. */
  readonly names: Readonly<Record<string, string>>;
  /** Key of the experiment that was forced. */
  readonly forced: string | null;
  /** What to change; the same object for the same variations, so that what is made of it can be kept. */
  readonly override: Override;
  /** Where two rankings share the slate. */
  readonly rivals: Rivals | null;
}

/** Two rankings that share a slate. */
export interface Rivals {
  /** What each of the two changes, everything else that applies included. */
  readonly overrides: readonly [Override, Override];
  /** Keys of their variations. */
  readonly names: readonly [string, string];
}

const NO_OVERRIDE: Override = {};
/** What every answer needs to know of one state of the experiments file. Pure, and remembers merged overrides alone. */
export class AnswerPlans {
  private readonly assigner: Assigner;
  /** By the names of the variations that change something: some hundred at most, since few experiments run together. */
  private readonly merged = new Map<string, Override>();
  /** For a unit that is in no experiment. */
  private readonly noPlan: AnswerPlan;

  /** @param revision of the file: `revisionOf`. */
  constructor(
    readonly revision: string,
    readonly experiments: readonly Experiment[],
  ) {
    this.assigner = new Assigner(experiments);
    this.noPlan = { revision, names: {}, forced: null, override: NO_OVERRIDE, rivals: null };
  }

  /** @returns whether the site has the experiment, and the experiment the variation. */
  canForce(site: string, force: Force): boolean {
    return this.assigner.canForce(site, force);
  }

  /** @param force of a variation for testing; ignored where it can't be forced. */
  planFor(site: string, units: Units, force?: Force): AnswerPlan {
    const assignments = this.assigner.assign(site, units, force);
    if (assignments.length === 0) return this.noPlan;
    const names: Record<string, string> = {};
    let forced: string | null = null;
    for (const { experiment, name, isForced } of assignments) {
      names[experiment.key] = name;
      if (isForced) forced = experiment.key;
    }
    const shared = assignments.find(({ variation }) => variation === null)?.experiment;
    const rivals = shared ? this.rivalsIn(shared, assignments) : null;
    const { revision } = this;
    return {
      revision,
      names,
      forced,
      override: rivals?.overrides[0] ?? this.overrideOf(assignments),
      rivals,
    };
  }

  private rivalsIn(shared: Experiment, assignments: readonly Assignment[]): Rivals | null {
    const [first, second] = shared.variations;
    if (!first || !second) return null;
    const withRanker = (variation: typeof first): Override =>
      this.overrideOf(
        assignments.map((each) =>
          each.experiment === shared ? { ...each, name: variation.key, variation } : each,
        ),
      );
    return { overrides: [withRanker(first), withRanker(second)], names: [first.key, second.key] };
  }

  private overrideOf(assignments: readonly Assignment[]): Override {
    const changing = assignments.filter(({ variation }) => variation?.override);
    const [only] = changing;
    if (!only) return NO_OVERRIDE;
    if (changing.length === 1) return only.variation?.override ?? NO_OVERRIDE;
    const key = changing.map(({ experiment, name }) => `${experiment.key}=${name}`).join(' ');
    const known = this.merged.get(key);
    if (known) return known;
    const override = mergeOverrides(changing.map(({ variation }) => variation?.override));
    this.merged.set(key, override);
    return override;
  }
}
