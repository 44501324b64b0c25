import type { EventRecord } from '#libs/contracts';
import { expect, vi } from 'vitest';
import { accountOf, contentOf, countsBySession, differenceOf, type EventContent } from './event-content.js';
import type { Evidence } from './evidence.js';

/** Sessions follow the log within milliseconds, the history within a second or two. */
const SESSION_PATIENCE = { timeout: 15_000, interval: 20 };
const HISTORY_PATIENCE = { timeout: 15_000, interval: 200 };

/**
 * Holds log, sessions and history of a site to what its visitors did: all of it, each once, nothing else.
 * @param expected in any order.
 * @returns the events, each once, in the order of the log.
 */
export async function holdsOnly(
  evidence: Evidence,
  site: string,
  expected: readonly EventContent[],
): Promise<EventRecord[]> {
  const events = accountOf(await evidence.onLog(site));
  expect(differenceOf(events.map(contentOf), expected)).toEqual({ missing: [], unexpected: [] });
  await sessionsCount(evidence, site, events);
  await historyHolds(evidence, site, events);
  return events;
}

/** The vector of each session counts what stands on the log of it, once. */
async function sessionsCount(
  evidence: Evidence,
  site: string,
  events: readonly EventRecord[],
): Promise<void> {
  for (const [session, expected] of countsBySession(events)) {
    await vi.waitFor(async () => {
      const counted = Object.entries((await evidence.countedIn({ site, session })) ?? {});
      expect(Object.fromEntries(counted.filter(([, count]) => count > 0))).toEqual(expected);
    }, SESSION_PATIENCE);
  }
}

async function historyHolds(evidence: Evidence, site: string, events: readonly EventRecord[]): Promise<void> {
  const expected = events.map(({ session, id, type }) => `${session} ${id} ${type}`).sort();
  await vi.waitFor(async () => expect(await evidence.archived(site)).toEqual(expected), HISTORY_PATIENCE);
}
