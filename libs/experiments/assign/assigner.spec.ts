import { GrowthBook } from '@growthbook/growthbook';
import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import { describe, expect, it } from 'vitest';
import { Random } from '#libs/demo';
import type { Experiment } from '../file/experiment-schema.js';
import { Assigner, type Assignment, type Units } from './assigner.js';
import { experiment } from './experiment.fixture.js';
import { parseForce } from './force.js';

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
/** A sound assignment fails a test at this level once in a million seeds; the seeds are fixed. */
const IMPROBABLE = 1e-6;

function idOf(random: Random): string {
  return Array.from({ length: random.whole(8, 64) }, () => ID_LETTERS[random.whole(0, 63)]).join('');
}

function sessionsOf(seed: number, count: number): Units[] {
  const random = new Random(seed);
  const id = (): string => `s-${random.whole(0, 2 ** 48).toString(36)}`;
  return Array.from({ length: count }, () => ({ session: id(), visitor: undefined }));
}

/** Weights of two decimals that sum to 1, zeros among them. */
function weightsOf(random: Random): number[] {
  const cuts = Array.from({ length: random.whole(1, 4) }, () => random.whole(0, 100)).sort((a, b) => a - b);
  return [...cuts, 100].map((cut, at) => (cut - (cuts[at - 1] ?? 0)) / 100);
}

function randomExperiment(random: Random): Experiment {
  const from = random.whole(0, 9) / 10;
  const weights = random.chance(0.5) ? weightsOf(random) : undefined;
  const count = weights?.length ?? random.whole(2, 5);
  return experiment({
    key: idOf(random),
    unit: random.pick(['session', 'visitor']),
    coverage: random.chance(0.5) ? 1 : random.unit(),
    ...(random.chance(0.3) && { seed: idOf(random) }),
    ...(random.chance(0.3) && { namespace: { name: idOf(random), from, to: random.whole(1, 10) / 10 } }),
    variations: Array.from({ length: count }, (_, at) => ({
      key: `v${at}`,
      ...(weights && { weight: weights[at] ?? 0 }),
    })),
  });
}

/** As someone would who runs the same experiment with GrowthBook alone. */
function bySdk(of: Experiment, units: Units): string | undefined {
  const weights = of.variations.map(({ weight }) => weight ?? 1 / of.variations.length);
  const sdk = new GrowthBook({ attributes: { deviceId: units.visitor, sessionId: units.session } });
  const { inExperiment, value } = sdk.run<string>({
    key: of.key,
    hashAttribute: of.unit === 'session' ? 'sessionId' : 'deviceId',
    hashVersion: 2,
    seed: of.seed ?? of.key,
    coverage: of.coverage,
    weights,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- what GrowthBook's users have in their experiments
    ...(of.namespace && { namespace: [of.namespace.name, of.namespace.from, of.namespace.to] }),
    variations: of.variations.map(({ key }) => key) as [string, string],
  });
  sdk.destroy();
  return inExperiment ? value : undefined;
}

function namesOf(of: Experiment, sessions: readonly Units[]): (string | undefined)[] {
  const assigner = new Assigner([of]);
  return sessions.map((units) => assigner.assign('demo', units)[0]?.name);
}

function countsOf(names: readonly (string | undefined)[], keys: readonly string[]): number[] {
  return keys.map((key) => names.filter((name) => name === key).length);
}

/** Probability of counts at least as far from the expected shares. */
function chiSquareP(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const distance = counts.reduce((sum, count, at) => {
    const expected = total * (shares[at] ?? 0);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  return 1 - chiSquareCdf(distance, counts.length - 1);
}

describe('Assignment', () => {
  it("equals the GrowthBook SDK's on 100,000 random units and 1,000 random experiments", () => {
    const random = new Random(1);
    const differences: unknown[] = [];
    let assigned = 0;
    for (let config = 0; config < 1000; config++) {
      const of = randomExperiment(random);
      const assigner = new Assigner([of]);
      for (let unit = 0; unit < 100; unit++) {
        const units = { session: idOf(random), visitor: random.chance(0.8) ? idOf(random) : undefined };
        const name = assigner.assign('demo', units)[0]?.name;
        if (name !== undefined) assigned++;
        if (name !== bySdk(of, units)) differences.push({ of, units, name });
      }
    }
    expect(differences).toEqual([]);
    expect(assigned).toBeGreaterThan(30_000);
  });

  it('gives every variation its share', () => {
    const variations = [0.5, 0.3, 0.2].map((weight, at) => ({ key: `v${at}`, weight }));
    const names = namesOf(experiment({ variations }), sessionsOf(2, 100_000));
    const counts = countsOf(names, ['v0', 'v1', 'v2']);
    expect(counts.reduce((sum, count) => sum + count)).toBe(100_000);
    expect(chiSquareP(counts, [0.5, 0.3, 0.2])).toBeGreaterThan(IMPROBABLE);
  });

  it('covers the share of units that it is told to', () => {
    const names = namesOf(experiment({ coverage: 0.2 }), sessionsOf(3, 100_000));
    const covered = names.filter((name) => name !== undefined).length;
    expect(chiSquareP([covered, 100_000 - covered], [0.2, 0.8])).toBeGreaterThan(IMPROBABLE);
  });

  it('moves nobody when coverage is raised', () => {
    const sessions = sessionsOf(4, 20_000);
    const levels = [0.1, 0.25, 0.5, 0.9, 1].map((coverage) => namesOf(experiment({ coverage }), sessions));
    const moved = sessions.filter((_, at) =>
      levels.some(
        (names, level) => names[at] !== undefined && names[at] !== (levels[level + 1] ?? names)[at],
      ),
    );
    expect(moved).toEqual([]);
    expect(levels.map((names) => names.filter((name) => name !== undefined).length)).toEqual(
      [...levels.map((names) => names.filter((name) => name !== undefined).length)].sort((a, b) => a - b),
    );
  });

  it.each([0, 1, 2])('moves nobody when a variation at weight 0 is added at place %i', (place) => {
    const sessions = sessionsOf(5, 20_000);
    const two = [
      { key: 'control', weight: 0.5 },
      { key: 'changed', weight: 0.5 },
    ];
    const three = two.toSpliced(place, 0, { key: 'new', weight: 0 });
    const before = namesOf(experiment({ variations: two, coverage: 0.7 }), sessions);
    expect(namesOf(experiment({ variations: three, coverage: 0.7 }), sessions)).toEqual(before);
  });

  it('is independent between experiments, and the same for experiments of one seed', () => {
    const sessions = sessionsOf(6, 50_000);
    const pairsOf = (first: Experiment, second: Experiment): number[] => {
      const others = namesOf(second, sessions);
      const pairs = namesOf(first, sessions).map((name, at) => `${name ?? ''} ${others[at] ?? ''}`);
      return countsOf(pairs, ['control control', 'control changed', 'changed control', 'changed changed']);
    };
    const independent = pairsOf(experiment({ key: 'first' }), experiment({ key: 'second' }));
    expect(chiSquareP(independent, [0.25, 0.25, 0.25, 0.25])).toBeGreaterThan(IMPROBABLE);
    const [, one, other] = pairsOf(
      experiment({ key: 'first', seed: 's' }),
      experiment({ key: 'second', seed: 's' }),
    );
    expect([one, other]).toEqual([0, 0]);
  });

  it('keeps experiments of one namespace apart', () => {
    const assigner = new Assigner([
      experiment({ key: 'first', namespace: { name: 'page', from: 0, to: 0.4 } }),
      experiment({ key: 'second', namespace: { name: 'page', from: 0.4, to: 1 } }),
    ]);
    const counts = sessionsOf(7, 5000).map((units) => assigner.assign('demo', units).length);
    expect(counts.every((count) => count === 1)).toBe(true);
  });
});

describe('Who is in an experiment', () => {
  const units: Units = { session: 'session-1', visitor: 'visitor-1' };
  const keysOf = (assignments: readonly Assignment[]): string[] =>
    assignments.map(({ experiment: { key } }) => key);

  it('is decided by the site and the status', () => {
    const assigner = new Assigner([
      experiment({ key: 'running' }),
      experiment({ key: 'draft', status: 'draft' }),
      experiment({ key: 'stopped', status: 'stopped' }),
      experiment({ key: 'elsewhere', site: 'shop' }),
    ]);
    expect(keysOf(assigner.assign('demo', units))).toEqual(['running']);
    expect(keysOf(assigner.assign('shop', units))).toEqual(['elsewhere']);
    expect(assigner.assign('nowhere', units)).toEqual([]);
  });

  it('is nobody without the id that the experiment goes by', () => {
    const assigner = new Assigner([experiment({ key: 'v', unit: 'visitor' }), experiment({ key: 's' })]);
    expect(keysOf(assigner.assign('demo', { ...units, visitor: undefined }))).toEqual(['s']);
    expect(keysOf(assigner.assign('demo', { ...units, visitor: '' }))).toEqual(['s']);
    expect(keysOf(assigner.assign('demo', units))).toEqual(['v', 's']);
  });

  it('is a visitor whatever the session', () => {
    const assigner = new Assigner([experiment({ unit: 'visitor' })]);
    const names = sessionsOf(8, 200).map(
      ({ session }) => assigner.assign('demo', { ...units, session })[0]?.name,
    );
    expect(new Set(names).size).toBe(1);
  });

  it('shares slates where two rankers interleave', () => {
    const assigner = new Assigner([experiment({ kind: 'interleave', coverage: 0.5 })]);
    const assignments = sessionsOf(9, 2000).flatMap((session) => assigner.assign('demo', session));
    expect(assignments.length).toBeGreaterThan(900);
    expect(assignments.length).toBeLessThan(1100);
    expect(assignments.every(({ name, variation }) => name === 'interleaved' && variation === null)).toBe(
      true,
    );
  });
});

describe('A forced variation', () => {
  const units: Units = { session: 'session-1', visitor: undefined };
  const assigner = new Assigner([
    experiment({ key: 'draft', status: 'draft', coverage: 0 }),
    experiment({ key: 'mixed', kind: 'interleave', status: 'stopped' }),
    experiment({ key: 'other' }),
  ]);

  it.each([
    ['draft:changed', 'changed'],
    ['mixed:interleaved', 'interleaved'],
    ['mixed:control', 'control'],
  ])('applies whatever the status, and is marked: %s', (text, name) => {
    const force = parseForce(text);
    const [forced, other] = assigner.assign('demo', units, force);
    expect(forced).toMatchObject({ name, isForced: true });
    expect(other).toMatchObject({ experiment: { key: 'other' }, isForced: false });
  });

  it.each(['draft:nothing', 'nothing:control', 'draft:interleaved'])('must exist: %s', (text) => {
    const force = parseForce(text) ?? { experiment: '', variation: '' };
    expect(assigner.canForce('demo', force)).toBe(false);
    expect(assigner.assign('demo', units, force).map(({ name, isForced }) => [name, isForced])).toEqual([
      [assigner.assign('demo', units)[0]?.name, false],
    ]);
  });

  it('can be told from a text that forces nothing', () => {
    expect(assigner.canForce('demo', { experiment: 'draft', variation: 'control' })).toBe(true);
    expect(assigner.canForce('shop', { experiment: 'draft', variation: 'control' })).toBe(false);
    expect(['', 'a', 'a:', ':b', 'a:b:c'].map(parseForce)).toEqual(Array(5).fill(undefined));
  });
});
