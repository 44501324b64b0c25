import type { SessionState } from '#libs/session';
import { RecentEventIds } from '#libs/session';
import type { SessionStore } from '#libs/session-store';
import { describe, expect, it, vi } from 'vitest';
import { SessionReader, type SessionQuery } from './session-reader.js';

const query: SessionQuery = { site: 'demo', session: 'session-1', after: undefined, waitMs: 0 };

function stateWith(...ids: string[]): SessionState {
  return { recentIds: ids.reduce((all, id) => all.with(id, 128), RecentEventIds.NONE) } as SessionState;
}

function storeOf(look: () => Promise<SessionState | undefined>): SessionStore {
  return { read: look, readState: look } as unknown as SessionStore;
}

describe('reading a session for an answer', () => {
  it('gives the vector', async () => {
    const state = stateWith('event-01');
    const reader = new SessionReader(
      storeOf(() => Promise.resolve(state)),
      () => undefined,
    );
    expect(await reader.read(query)).toEqual({ vector: state, included: undefined, storeFailed: false });
  });

  it('says at once that an event is in the vector', async () => {
    const state = stateWith('event-01', 'event-02');
    const reader = new SessionReader(
      storeOf(() => Promise.resolve(state)),
      () => undefined,
    );
    const reading = await reader.read({ ...query, after: 'event-01', waitMs: 60_000 });
    expect(reading).toEqual({ vector: state, included: true, storeFailed: false });
  });

  it('waits for the event to get there', async () => {
    let looks = 0;
    const arriving = (): Promise<SessionState | undefined> =>
      Promise.resolve(++looks < 4 ? undefined : stateWith('event-01'));
    const reader = new SessionReader(storeOf(arriving), () => undefined);
    const reading = await reader.read({ ...query, after: 'event-01', waitMs: 60_000 });
    expect(reading.included).toBe(true);
    expect(looks).toBe(4);
  });

  it('answers with what there is when the wait is over', async () => {
    const state = stateWith('event-01');
    const reader = new SessionReader(
      storeOf(() => Promise.resolve(state)),
      () => undefined,
    );
    const reading = await reader.read({ ...query, after: 'event-02', waitMs: 5 });
    expect(reading).toEqual({ vector: state, included: false, storeFailed: false });
  });

  it('is a reading without a vector when the store fails, and reports the fault', async () => {
    const fault = new Error('Redis is away');
    const report = vi.fn();
    const reader = new SessionReader(
      storeOf(() => Promise.reject(fault)),
      report,
    );
    expect(await reader.read(query)).toEqual({ vector: undefined, included: undefined, storeFailed: true });
    expect(await reader.read({ ...query, after: 'event-01', waitMs: 50 })).toMatchObject({ included: false });
    expect(report).toHaveBeenCalledWith(fault);
  });
});
