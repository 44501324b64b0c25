import { describe, expect, it } from 'vitest';
import type { ImportedEvent } from '#libs/event-history';
import { measuresOf, type Catalogue, type Measures, type Ranker } from '#libs/evaluation';
import type { Protocol } from './cases.js';
import { recordedSessions, type RecordedSession } from './recorded-sessions.js';
import { factsOf, scoreSessions, shapesOf } from './score-sessions.js';

/** Guesses that the session turns back, to what it saw last. */
const turnsBack: Ranker = {
  rank: ({ session, limit, without }) =>
    [...new Set(session.map(({ item }) => item).reverse())]
      .filter((item) => item !== without)
      .slice(0, limit),
};

const catalogue: Catalogue = { itemsCount: 4, isKnown: (item) => item !== 'new', popular: new Set(['a']) };

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

function viewsOf(...items: string[]): Promise<RecordedSession[]> {
  return recordedSessions(streamOf(items.map((item, at) => event('s', item, at * 1000))));
}

function scoresOf(
  sessions: readonly RecordedSession[],
  protocol: Protocol = 'literature',
): Measures & { cases: number } {
  const { ranks } = scoreSessions(turnsBack, sessions, { protocol, catalogue });
  return { ...measuresOf(ranks), cases: ranks.length };
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
  it('asks after every event but the last, and counts a return by its rank', async () => {
    // After a: b missed. After a b: a stands second. After a b a: a leads. After a b a a: c missed.
    expect(scoresOf(await viewsOf('a', 'b', 'a', 'a', 'c'))).toMatchObject({
      hr20: 0.5,
      mrr20: 0.375,
      cases: 4,
    });
  });

  it('drops repeats of the item on the page where it plays the shop, and never recommends it', async () => {
    // After a: b missed. After a b: a leads. After a b a: dropped. After a b a a: b leads.
    expect(scoresOf(await viewsOf('a', 'b', 'a', 'a', 'b'), 'shop')).toMatchObject({
      hr20: 2 / 3,
      mrr20: 2 / 3,
      cases: 3,
    });
  });

  it('asks for what a session turns to, not for what it was shown or did with the item on the page', async () => {
    const events = [
      event('s', null, 0, 'custom'),
      event('s', 'a', 1000),
      event('s', 'c', 2000, 'impression'),
      event('s', 'a', 3000, 'purchase'),
      event('s', 'b', 4000),
      event('s', 'b', 5000, 'click'),
      event('s', 'a', 6000, 'cart'),
    ];
    const sessions = await recordedSessions(streamOf(events));
    // After a, which was bought: b missed. After a b: a stands second.
    expect(scoresOf(sessions)).toMatchObject({ hr20: 0.5, mrr20: 0.25, cases: 2 });
    expect(shapesOf(sessions, 'literature')).toEqual({ sizes: [2], lengths: [1, 2] });
  });

  it('says what the cases are like', async () => {
    const sessions = await viewsOf('a', 'b', 'a', 'new');
    expect(factsOf(sessions, 'literature', catalogue)).toEqual({
      cases: 3,
      sessions: 1,
      returns: 1 / 3,
      popular: 1 / 3,
      unknown: 1 / 3,
    });
  });

  it('knows what was shown of the catalogue, and how much of it is popular', async () => {
    const { spread } = scoreSessions(turnsBack, await viewsOf('a', 'b', 'new', 'b'), {
      protocol: 'literature',
      catalogue,
    });
    // Lists: a; b a; new b a.
    expect(spread.coverage[20]).toBe(2 / 4);
    expect(spread.popular[20]).toBe(3 / 6);
  });

  it('scores nothing where there is nothing', () => {
    const { ranks, microsP50, microsP99, spread } = scoreSessions(turnsBack, [], {
      protocol: 'literature',
      catalogue,
    });
    expect({ ranks: [...ranks], microsP50, microsP99 }).toEqual({ ranks: [], microsP50: 0, microsP99: 0 });
    expect(spread.coverage).toEqual({ 5: 0, 10: 0, 20: 0 });
    expect(factsOf([], 'literature', catalogue)).toMatchObject({ cases: 0, returns: 0, unknown: 0 });
  });
});
