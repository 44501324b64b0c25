import { describe, expect, it } from 'vitest';
import { partitionerOf } from './kafka-partitioner.js';

const LEADERLESS = 5;
const PARTITIONS = Array.from({ length: 8 }, (_, partitionId) => ({
  partitionErrorCode: 0,
  partitionId,
  leader: partitionId === LEADERLESS ? -1 : 1,
  replicas: [1],
  isr: [1],
}));

function placesOf(topic: string, keys: readonly string[]): number[] {
  const place = partitionerOf((name) => name === 'events')();
  return keys.map((key) => place({ topic, partitionMetadata: PARTITIONS, message: { key, value: null } }));
}

const KEYS = Array.from({ length: 4000 }, (_, at) => `demo:session-${at}`);

describe('the partitioner', () => {
  it('keeps the records of a key in one partition, where their order counts', () => {
    const places = placesOf('events', [...KEYS, ...KEYS]);
    expect(places.slice(KEYS.length)).toEqual(places.slice(0, KEYS.length));
    expect(new Set(places).size).toBe(PARTITIONS.length);
  });

  it('puts records without an order together, and every led partition gets its turn', () => {
    const places = placesOf('slates', KEYS);
    const changes = places.filter((place, at) => at > 0 && place !== places[at - 1]);
    expect(changes.length).toBeLessThanOrEqual(KEYS.length / 500);
    expect([...new Set(places)].sort()).toEqual([0, 1, 2, 3, 4, 6, 7]);
  });
});
