import type { Override } from '../file/override-schema.js';

/**
 * What applies where several experiments change something. Filters, sources and blend weights are taken one by one.
 * @param overrides in the file's order: the later one wins.
 */
export function mergeOverrides(overrides: readonly (Override | undefined)[]): Override {
  return overrides.reduce<Override>((merged, override) => (override ? merge(merged, override) : merged), {});
}

function merge(first: Override, second: Override): Override {
  return {
    ...first,
    ...second,
    ...both('filters', first, second),
    ...both('sources', first, second),
    ...(first.blend && second.blend && { blend: mergeBlends(first.blend, second.blend) }),
  };
}

function mergeBlends(
  first: NonNullable<Override['blend']>,
  second: NonNullable<Override['blend']>,
): NonNullable<Override['blend']> {
  return {
    ...first,
    ...second,
    ...both('again', first, second),
    ...both('columns', first, second),
    ...both('interactions', first, second),
    ...both('affinity', first, second),
    ...both('traits', first, second),
  };
}

/** The section of both, the second laid over the first; nothing where one of them has none. */
function both<K extends string, S extends object>(
  section: K,
  first: Partial<Record<K, S | undefined>>,
  second: Partial<Record<K, S | undefined>>,
): Partial<Record<K, S>> {
  if (!first[section] || !second[section]) return {};
  return { [section]: { ...first[section], ...second[section] } } as Partial<Record<K, S>>;
}
