import { describe, expect, it } from 'vitest';
import { Blender, FIXED_BLEND, type CoWatchTables } from '#libs/blending';
import type { ImportedEvent } from '#libs/event-history';
import { recordedSessions } from './recorded-sessions.js';
import { scoreSessions } from './score-sessions.js';

/** Tables that know nothing: only items of the session itself are recommended. */
const NO_TABLES: CoWatchTables = {
  itemsCount: 0,
  sessionsCount: 0,
  indexOf: () => -1,
  itemAt: () => '',
  rowOffsets: new Uint32Array(1),
  neighbours: new Uint32Array(),
  columns: {
    f1: new Float32Array(),
    f2: new Float32Array(),
    f3: new Float32Array(),
    fd: new Float32Array(),
    bd: new Float32Array(),
    co: new Float32Array(),
  },
  itemSessions: new Uint32Array(),
  itemRecentSessions: new Uint32Array(),
  recentSessionsCount: 0,
  popular: new Uint32Array(),
  favourites: new Uint32Array(),
};

function event(
  session: string,
  item: string | null,
  ts: number,
  type: ImportedEvent['type'] = 'view',
): ImportedEvent {
  const rest = {
    visitor: null,
    user: null,
    slate: null,
    position: null,
    progress: null,
    value: null,
    quantity: null,
  };
  return { session, type, item, ts, ...rest, name: null, page: null, referrer: null };
}

// eslint-disable-next-line @typescript-eslint/require-await -- files are read as streams
async function* streamOf(events: readonly ImportedEvent[]): AsyncGenerator<ImportedEvent> {
  yield* events;
}

describe('recordedSessions', () => {
  it('takes sessions in order of start, then id, and their events in order of time, then of the file', async () => {
    const events = [
      event('late', 'a', 5000),
      event('b', 'y', 2000),
      event('b', 'x', 1000),
      event('b', 'z', 2000),
      event('a', 'a', 1000),
      event('B', 'a', 1000),
    ];
    const sessions = await recordedSessions(streamOf(events));
    expect(sessions.map(({ session }) => session)).toEqual(['B', 'a', 'b', 'late']);
    expect(sessions[2]?.events.map(({ item }) => item)).toEqual(['x', 'y', 'z']);
    expect(await recordedSessions(streamOf(events), 2)).toEqual(sessions.slice(0, 2));
  });
});

describe('scoreSessions', () => {
  const blender = new Blender(NO_TABLES, FIXED_BLEND);

  it('asks after every event but the last, and counts a return by its rank', async () => {
    const items = ['a', 'b', 'a', 'a', 'c'];
    const sessions = await recordedSessions(streamOf(items.map((item, at) => event('s', item, at * 1000))));
    // After a: b missed. After a b: a was second newest, which leads. After a b a: a leads. After a b a a: c missed.
    expect(scoreSessions(blender, sessions)).toMatchObject({ hr20: 0.5, mrr20: 0.5, cases: 4 });
  });

  it('drops repeats of the item on the page where it plays the shop', async () => {
    const items = ['a', 'b', 'a', 'a', 'b'];
    const sessions = await recordedSessions(streamOf(items.map((item, at) => event('s', item, at * 1000))));
    expect(scoreSessions(blender, sessions, 'shop')).toMatchObject({ hr20: 2 / 3, mrr20: 2 / 3, cases: 3 });
  });

  it('folds other events into the session without asking about what names no item', async () => {
    const events = [
      event('s', 'a', 0),
      event('s', null, 1000, 'custom'),
      event('s', 'a', 2000, 'purchase'),
      event('s', 'b', 3000),
      event('s', 'a', 4000),
    ];
    expect(scoreSessions(blender, await recordedSessions(streamOf(events)))).toMatchObject({
      hr20: 2 / 3,
      cases: 3,
    });
  });

  it('scores nothing where there is nothing', () => {
    expect(scoreSessions(blender, [])).toEqual({ hr20: 0, mrr20: 0, cases: 0, microsP50: 0, microsP99: 0 });
  });
});
