import { NO_COUNTS, RecentEventIds, type SessionState } from '#libs/session';
import { openRedisSessionStore } from '#libs/session-store';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { generatedName, zipfIndex } from './generated-catalogue.js';
import { uniform } from './generated-random.js';
import { GENERATED_SITE } from './generated-site.js';

const SESSIONS = 2000;
const INTERACTIONS_MAX = 12;

/** @returns ids of the sessions that `writeGeneratedSessions` writes. */
export function generatedSessions(): string[] {
  return Array.from({ length: SESSIONS }, (_, at) => `generated-${at}`);
}

/** @returns what each session turned to: 1 to 12 items, popular ones more often. The same for the same catalogue. */
export function generatedWalks(items: number): string[][] {
  const random = xoroshiro128plus(SESSIONS);
  return Array.from({ length: SESSIONS }, () =>
    Array.from({ length: 1 + Math.floor(uniform(random) * INTERACTIONS_MAX) }, () =>
      generatedName(zipfIndex(uniform(random), items)),
    ),
  );
}

/** Writes the sessions as session-state would have. */
export async function writeGeneratedSessions(redisUrl: string, items: number): Promise<void> {
  const store = await openRedisSessionStore({ urls: [redisUrl] });
  const walks = generatedWalks(items);
  try {
    const writes = generatedSessions().map((session, at) => ({
      ref: { site: GENERATED_SITE, session },
      expected: null,
      next: stateOf(walks[at] ?? []),
    }));
    await store.save(writes);
  } finally {
    await store.close();
  }
}

function stateOf(items: readonly string[]): SessionState {
  const atSeconds = Math.floor(Date.now() / 1000);
  const position = { epoch: 1, partition: 0, offset: items.length };
  return {
    begin: { ...position, offset: 1 },
    position,
    interactions: items.map((item) => ({ item, type: 'view', progress: 0, atSeconds })),
    counts: { ...NO_COUNTS, view: items.length },
    startedAtSeconds: atSeconds,
    lastAtSeconds: atSeconds,
    receivedAtMs: atSeconds * 1000,
    recentIds: RecentEventIds.NONE,
  };
}
