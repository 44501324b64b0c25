import { logKeyOf, type SessionRef } from '#libs/contracts';

/**
 * Each hashes to another sixteenth of the slots of a Redis Cluster, in order. A cluster keeps a copy of what must not be lost
 * unnoticed under each, so that whichever server loses its memory takes a copy with it.
 */
const WITNESS_TAGS = [10, 3, 61, 43, 11, 2, 60, 42, 12, 1, 63, 41, 13, 0, 62, 40];

/** Names of everything the store keeps in Redis. */
export class RedisKeys {
  constructor(
    private readonly prefix: string,
    private readonly cluster: boolean,
  ) {}

  /** @returns vector and recent event ids, in one hash slot. */
  session(ref: SessionRef): [vector: string, recentIds: string] {
    const key = `${this.prefix}{${logKeyOf(ref)}}`;
    return [`${key}:v`, `${key}:r`];
  }

  /** @returns one key, or one for each witness of a cluster. */
  watermark(partition: number): string[] {
    if (!this.cluster) return [`${this.prefix}watermark:${partition}`];
    return WITNESS_TAGS.map((tag) => `${this.prefix}{${tag}}watermark:${partition}`);
  }

  epoch(): string {
    return `${this.prefix}epoch`;
  }
}
