import { describe, expect, it } from 'vitest';
import { randomOf } from '../random.js';
import { DIMENSIONS, type ItemSequences } from './embedding.js';
import { runEmbeddingJob } from './item-embedding-job.js';

const GROUPS = 4;
const IN_GROUP = 8;

/** Visitors who stay among the eight items of one group; groups never meet. */
function groupedSessions(sessions: number): ItemSequences {
  const random = randomOf(5);
  const items = Array.from({ length: sessions }, () => {
    const group = random.below(GROUPS);
    return Array.from({ length: 4 }, () => group * IN_GROUP + random.below(IN_GROUP));
  });
  return {
    itemsCount: GROUPS * IN_GROUP,
    offsets: Uint32Array.from({ length: sessions + 1 }, (_, at) => 4 * at),
    items: Uint32Array.from(items.flat()),
  };
}

const job = { sequences: groupedSessions(600), seed: 7, passes: 3, pairsMax: 10_000, nearestCount: 5 };
const nothing = (): undefined => undefined;

describe('an embedding', () => {
  it('puts items near each other that sessions go between', () => {
    const { nearestCount } = job;
    const { nearest } = runEmbeddingJob(job, nothing);
    expect(nearest).toHaveLength(GROUPS * IN_GROUP * 5);
    const sameGroup = nearest.filter(
      (item, at) => Math.floor(item / IN_GROUP) === Math.floor(Math.floor(at / nearestCount) / IN_GROUP),
    );
    expect(sameGroup.length / nearest.length).toBeGreaterThan(0.95);
    nearest.forEach((item, at) => expect(item).not.toBe(Math.floor(at / nearestCount)));
  });

  it('is the same to the last bit for the same seed, and another for another', () => {
    const [one, same, other] = [
      runEmbeddingJob(job, nothing),
      runEmbeddingJob(job, nothing),
      runEmbeddingJob({ ...job, seed: 8 }, nothing),
    ];
    expect(same).toEqual(one);
    expect(other.vectors).not.toEqual(one.vectors);
  });

  it('goes on from one that is there, and begins anew for items that had none', () => {
    const { vectors, lengths, placeWeights } = runEmbeddingJob(job, nothing);
    const full = vectors.map((value, at) => value * (lengths[Math.floor(at / DIMENSIONS)] ?? 0));
    full.fill(0, 0, DIMENSIONS);
    const from = { vectors: full, placeWeights };
    const warm = runEmbeddingJob({ ...job, passes: 0, from }, nothing);
    const length = (item: number): number => warm.lengths[item] ?? 0;
    expect(length(0)).toBeGreaterThan(0.5);
    expect(length(1)).toBeCloseTo(lengths[1] ?? 0, 5);
  });

  it('tells how far it is, up to the end', () => {
    const shares: number[] = [];
    runEmbeddingJob(job, (share) => shares.push(share));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it.each([
    ['no item', { itemsCount: 0, offsets: Uint32Array.of(0), items: new Uint32Array() }],
    [
      'one item, again and again',
      { itemsCount: 1, offsets: Uint32Array.of(0, 5), items: new Uint32Array(5) },
    ],
    [
      'sessions of one item each',
      { itemsCount: 3, offsets: Uint32Array.of(0, 1, 2, 3), items: Uint32Array.of(0, 1, 2) },
    ],
  ] satisfies [string, ItemSequences][])('makes sense of %s', (_, sequences) => {
    const { vectors, nearest, placeWeights } = runEmbeddingJob({ ...job, sequences }, nothing);
    expect([...vectors, ...placeWeights].every(Number.isFinite)).toBe(true);
    expect(nearest.every((item) => item < sequences.itemsCount)).toBe(true);
  });
});
