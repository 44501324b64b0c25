import { expect, it } from 'vitest';
import { ItemProfiles, traitOf, TRAITS } from '#libs/blending';
import { DIMENSIONS } from '#libs/learning';
import { encodeProfiles } from './encode-profiles.js';

const ITEMS = 50;

it('keeps vectors and traits to half a step of 8 bits', () => {
  const traits = Float32Array.from(
    { length: ITEMS * TRAITS.length },
    (_, at) => Math.sin(at) * (at % 11) - 3,
  );
  const vectors = Float32Array.from({ length: ITEMS * DIMENSIONS }, (_, at) => Math.cos(at * at) / 8);
  vectors.fill(0, 0, DIMENSIONS);
  const { profiles: bytes, traitRanges } = encodeProfiles(traits, ITEMS, { vectors });
  const profiles = new ItemProfiles(DIMENSIONS, ITEMS);
  profiles.bytes.set(bytes);
  for (let item = 0; item < ITEMS; item++) {
    const vector = vectors.subarray(item * DIMENSIONS, (item + 1) * DIMENSIONS);
    const scale = profiles.scaleOf(item);
    expect(scale).toBe(Math.fround(Math.max(...vector.map(Math.abs)) / 127));
    for (const [d, value] of vector.entries())
      expect(Math.abs(profiles.vectorCode(item, d) * scale - value)).toBeLessThanOrEqual(scale * 0.5001);
    for (let at = 0; at < TRAITS.length; at++) {
      const step = traitRanges[2 * at + 1] ?? 0;
      const value = traits[item * TRAITS.length + at] ?? 0;
      expect(Math.abs(traitOf({ profiles, traitRanges }, item, at) - value)).toBeLessThanOrEqual(
        step * 0.5001,
      );
    }
  }
});

it('needs no vectors, and no items either', () => {
  expect(encodeProfiles(Float32Array.of(...TRAITS.map(() => 2)), 1, null).profiles).toHaveLength(16);
  expect(encodeProfiles(new Float32Array(), 0, null).profiles).toHaveLength(0);
});
