import { LIMITS, type SessionLogRecord } from '#libs/contracts';
import {
  arbitraryStream,
  at,
  eventRecord,
  fold,
  folded,
  positioned,
  stateOf,
  tombstone,
} from '#libs/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, lacksBeginning } from './advance.js';
import { decodeSession, encodeSession } from './encoding.js';
import { eventsOf, SESSION_RULES, type SessionState } from './session-state.js';

function bytesOf(state: SessionState | undefined): string {
  if (!state) throw new Error('nothing was folded');
  const { vector, recentIds } = encodeSession(state);
  return `${vector.toString('hex')} ${recentIds.toString('hex')}`;
}

function advanced(
  state: SessionState | undefined,
  record: SessionLogRecord,
  offset: number,
  epoch = 1,
): SessionState {
  const next = advance(state, record, at(offset, { epoch }), SESSION_RULES);
  if (!next) throw new Error('advance() gave nothing');
  return next;
}

describe('a fold of a session', () => {
  it('gives the same bytes when any part of the stream is delivered again', () => {
    fc.assert(
      fc.property(arbitraryStream, fc.array(fc.tuple(fc.nat(), fc.nat())), (stream, redeliveries) => {
        const once = fold(stream);
        const again = redeliveries.flatMap(([from, count]) => {
          const start = from % stream.length;
          return stream.slice(start, start + 1 + (count % stream.length));
        });
        expect(bytesOf(fold([...stream, ...again]))).toBe(bytesOf(once));
      }),
    );
  });

  it('gives the same bytes when its process dies between a write and the commit, again and again', () => {
    fc.assert(
      fc.property(arbitraryStream, fc.array(fc.tuple(fc.nat(), fc.nat())), (stream, deaths) => {
        let state: SessionState | undefined;
        let committed = 0;
        for (const [further, committedFurther] of deaths) {
          const reached = committed + (further % (stream.length - committed + 1));
          state = fold(stream.slice(committed, reached), state);
          committed += committedFurther % (reached - committed + 1);
        }
        expect(bytesOf(fold(stream.slice(committed), state))).toBe(bytesOf(fold(stream)));
      }),
    );
  });

  it('gives the same bytes however the stream is cut into batches that go through the store', () => {
    fc.assert(
      fc.property(arbitraryStream, fc.array(fc.nat()), (stream, cuts) => {
        const ends = [...cuts.map((cut) => cut % stream.length), stream.length].sort((a, b) => a - b);
        let state: SessionState | undefined;
        let start = 0;
        for (const end of ends) {
          state = fold(stream.slice(start, end), state && decodeSession(encodeSession(state)));
          start = end;
        }
        expect(bytesOf(state)).toBe(bytesOf(fold(stream)));
      }),
    );
  });

  it('never leaves a time that is not a whole number or a difference below zero', () => {
    fc.assert(
      fc.property(arbitraryStream, (stream) => {
        const { startedAtSeconds, lastAtSeconds, receivedAtMs, interactions } = folded(stream);
        expect([startedAtSeconds, lastAtSeconds, receivedAtMs].every(Number.isSafeInteger)).toBe(true);
        expect(lastAtSeconds).toBeGreaterThanOrEqual(startedAtSeconds);
        for (const { atSeconds, progress } of interactions) {
          expect(atSeconds).toBeGreaterThanOrEqual(startedAtSeconds);
          expect(lastAtSeconds - atSeconds).toBeGreaterThanOrEqual(0);
          expect(progress >= 0 && progress <= 1).toBe(true);
        }
      }),
    );
  });

  it('counts every distinct event once while its ids are remembered', () => {
    fc.assert(
      fc.property(arbitraryStream, (stream) => {
        const deletedAt = stream.findLastIndex(({ record }) => record.type === 'session-deleted');
        const distinct = new Set(stream.slice(deletedAt + 1).map(({ record }) => record.id));
        expect(eventsOf(folded(stream))).toBe(distinct.size);
      }),
    );
  });
});

describe('advance', () => {
  it('returns the same object for an id it knows', () => {
    const event = eventRecord();
    const state = stateOf(event);
    expect(advance(state, { ...event, item: 'another' }, at(9), SESSION_RULES)).toBe(state);
  });

  it('returns the same object for every position between begin and its own', () => {
    const state = folded(positioned([eventRecord(), eventRecord(), eventRecord()], 10));
    for (const offset of [10, 11, 12]) {
      expect(advance(state, eventRecord(), at(offset), SESSION_RULES)).toBe(state);
    }
  });

  it('takes a higher epoch as newer whatever its offset, and a lower one as older', () => {
    const state = advanced(undefined, eventRecord(), 500);
    const later = advanced(state, eventRecord(), 0, 2);
    expect(eventsOf(later)).toBe(2);
    expect(later.position).toEqual(at(0, { epoch: 2 }));
    expect(advance(later, eventRecord(), at(900), SESSION_RULES)).toBe(later);
  });

  it('goes by ids alone between two partitions of one epoch, so nothing is lost while partitions are added', () => {
    const moved = eventRecord();
    const state = stateOf(eventRecord(), moved);
    const next = advance(state, eventRecord(), at(0, { partition: 9 }), SESSION_RULES);
    expect(next && eventsOf(next)).toBe(3);
    expect(advance(next, moved, at(1), SESSION_RULES)).toBe(next);
  });

  it('still knows the ids of the epoch before', () => {
    const event = eventRecord();
    const state = stateOf(event);
    expect(advance(state, event, at(0, { epoch: 2 }), SESSION_RULES)).toBe(state);
  });

  it('remembers at least as many ids as a batch may hold, so a batch sent twice counts once', () => {
    const batch = Array.from({ length: LIMITS.batchEventsMax }, () => eventRecord());
    expect(SESSION_RULES.recentIdsMax).toBeGreaterThanOrEqual(LIMITS.batchEventsMax);
    expect(eventsOf(stateOf(...batch, ...batch))).toBe(LIMITS.batchEventsMax);
  });

  it('keeps the newest interactions and goes on counting all events', () => {
    const events = Array.from({ length: 70 }, (_, n) => eventRecord({ item: `item-${n}` }));
    const { interactions, counts } = stateOf(...events);
    expect(interactions.map(({ item }) => item)).toEqual(events.slice(-50).map(({ item }) => item));
    expect(counts.view).toBe(70);
  });

  it('strengthens the newest item by a watch, cart or purchase instead of repeating it', () => {
    const film = { item: 'dune' };
    const state = stateOf(
      eventRecord({ ...film, ts: 10_000 }),
      eventRecord({ ...film, type: 'watch', progress: 0.4, ts: 20_000 }),
      eventRecord({ ...film, type: 'purchase', value: 3, ts: 15_000 }),
      eventRecord({ ...film, type: 'watch', progress: 0.2, ts: 12_999 }),
    );
    expect(state.interactions).toEqual([{ item: 'dune', type: 'purchase', progress: 0.4, atSeconds: 20 }]);
    expect(state.counts).toMatchObject({ view: 1, watch: 2, purchase: 1 });
  });

  it('repeats an item that is viewed again, and one that is watched after another came between', () => {
    const state = stateOf(
      eventRecord({ item: 'dune' }),
      eventRecord({ item: 'dune' }),
      eventRecord({ item: 'arrival' }),
      eventRecord({ item: 'dune', type: 'watch', progress: 1 }),
    );
    expect(state.interactions.map(({ item, type }) => `${type} ${item}`)).toEqual([
      'view dune',
      'view dune',
      'view arrival',
      'watch dune',
    ]);
  });

  it('counts impressions, clicks, custom events and views without an item, which extend nothing', () => {
    const state = stateOf(
      eventRecord({ type: 'impression', slate: 'slate-0001', position: 0 }),
      eventRecord({ type: 'click', slate: 'slate-0001', position: 0 }),
      eventRecord({ type: 'custom', name: 'shared' }),
      { ...eventRecord(), item: undefined } as unknown as SessionLogRecord,
    );
    expect(state.interactions).toEqual([]);
    expect(state.counts).toMatchObject({ impression: 1, click: 1, custom: 1, view: 1 });
  });

  it('keeps the newest time of receiving, so a late event does not make the vector look older', () => {
    const state = stateOf(eventRecord({ receivedAt: 9000 }), eventRecord({ receivedAt: 4000 }));
    expect(state.receivedAtMs).toBe(9000);
  });
});

describe('a deleted session', () => {
  it('holds nothing of what was before', () => {
    const state = stateOf(eventRecord({ item: 'secret' }), tombstone());
    expect(state.interactions).toEqual([]);
    expect(eventsOf(state)).toBe(0);
    expect(state.recentIds.size).toBe(0);
  });

  it('is not brought back by an older record', () => {
    const events = [eventRecord(), eventRecord()];
    const state = stateOf(...events, tombstone());
    expect(fold(positioned(events), state)).toBe(state);
  });

  it('lacks no beginning, so an older record does not make it fold anew either', () => {
    expect(lacksBeginning(advanced(undefined, tombstone(), 40), at(3))).toBe(false);
  });

  it('starts anew with the first record that follows', () => {
    const before = eventRecord({ ts: 1_000, receivedAt: 900_000 });
    const after = eventRecord({ ts: 50_000, receivedAt: 51_000, item: 'dune' });
    const state = stateOf(before, tombstone({ receivedAt: 950_000 }), after);
    expect(state).toMatchObject({ startedAtSeconds: 50, lastAtSeconds: 50, receivedAtMs: 51_000 });
    expect(state.interactions.map(({ item }) => item)).toEqual(['dune']);
  });

  it('is remembered even when nobody had seen the session', () => {
    const state = advanced(undefined, tombstone(), 7);
    expect(advance(state, eventRecord(), at(6), SESSION_RULES)).toBe(state);
  });
});

describe('lacksBeginning', () => {
  const begunLate = advanced(advanced(undefined, eventRecord(), 40), eventRecord(), 50);

  it('holds for a record before the one the state began with', () => {
    expect(lacksBeginning(begunLate, at(39))).toBe(true);
  });

  it('does not hold between begin and position, nor after, nor in another epoch or partition', () => {
    for (const position of [at(40), at(45), at(50), at(51), at(3, { epoch: 2 }), at(3, { partition: 9 })]) {
      expect(lacksBeginning(begunLate, position)).toBe(false);
    }
  });

  it('lets a fold from the true beginning replace what was begun too late', () => {
    fc.assert(
      fc.property(arbitraryStream, fc.nat(), (stream, lost) => {
        let state = fold(stream.slice(lost % stream.length));
        for (const { record, position } of stream) {
          const base = state && lacksBeginning(state, position) ? undefined : state;
          state = advance(base, record, position, SESSION_RULES);
        }
        expect(bytesOf(state)).toBe(bytesOf(fold(stream)));
      }),
    );
  });
});
