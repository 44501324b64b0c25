import type { ClickstreamEvent } from '#libs/contracts';
import { describe, expect, it } from 'vitest';
import type { LoadRequest } from '../sending/due-requests.js';
import { Walkers, type Walk } from '../session-walks.js';
import { BeaconTraffic } from './beacon-traffic.js';
import { BrowseTraffic } from './browse-traffic.js';

const WALKS: Walk[] = [
  [
    { type: 'view', item: 'a' },
    { type: 'view', item: 'b' },
  ],
];
const RECEIPT = JSON.stringify({ accepted: 1, rejected: [] });
interface SentBatch {
  readonly site: string;
  readonly test: boolean;
  readonly events: readonly ClickstreamEvent[];
}
const batchOf = ({ body }: LoadRequest): SentBatch => JSON.parse(body ?? '') as SentBatch;

describe('browsing', () => {
  const traffic = (): BrowseTraffic => new BrowseTraffic(new Walkers(WALKS, 'run'), 'demo');

  it("is a session's next event, then that session's recommendations, both marked as a test", () => {
    const { next } = traffic();
    const [view, read] = [next(), next()];
    const { site, test, events } = batchOf(view);
    expect({ site, test, item: events[0]?.item }).toEqual({ site: 'demo', test: true, item: 'a' });
    expect(read.path).toBe(`/recommendations?site=demo&session=${events[0]?.session}&test=true`);
  });

  it('goes on with a session once its event and its read are answered, so that events keep their order', () => {
    const { next } = traffic();
    const [view, read] = [next(), next()];
    view.answered?.({ failure: null, body: RECEIPT });
    expect(batchOf(next()).events[0]).toMatchObject({ session: 'run-2', item: 'a' });
    next();
    read.answered?.({ failure: null, body: '' });
    expect(batchOf(next()).events[0]).toMatchObject({ session: 'run-1', item: 'b' });
  });

  it('remembers what was accepted', () => {
    const browsing = traffic();
    const views = Array.from({ length: 4 }, () => [browsing.next(), browsing.next()][0]);
    const answers = [null, '429', 'timeout', '503'];
    for (const [at, failure] of answers.entries()) views[at]?.answered?.({ failure, body: RECEIPT });
    expect([...browsing.taken]).toEqual([['run-1', 1]]);
  });

  it('fails where an event is rejected', () => {
    const browsing = traffic();
    const body = JSON.stringify({ accepted: 0, rejected: [{ index: 0 }] });
    expect(browsing.next().answered?.({ failure: null, body })).toBe('rejected');
  });

  it.each(['', '<h1>Welcome</h1>', 'null', '{}'])('fails where something else answers: %j', (body) => {
    expect(traffic().next().answered?.({ failure: null, body })).toBe('no receipt');
  });
});

describe('what beacons send', () => {
  const walk: Walk = Array.from({ length: 40 }, (_, at) => ({ type: 'view', item: `i-${at}` }));
  const traffic = (walks = [walk]): BeaconTraffic =>
    new BeaconTraffic({ walks, prefix: 'run', site: 'demo', seed: 3 });

  it('is batches of 1 to 10 events of one session, at the rate of the events', () => {
    const due = [...traffic().batches({ perSecond: 1000, seconds: 10 })];
    const batches = due.map(({ make }) => batchOf(make()));
    const sizes = batches.map(({ events }) => events.length);
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([1, 10]);
    for (const { events } of batches) expect(new Set(events.map(({ session }) => session)).size).toBe(1);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThanOrEqual(10_000);
    expect(total).toBeLessThan(10_010);
  });

  it("keeps each session's events in the order of its walk", () => {
    const items = new Map<string, string[]>();
    for (const { make } of traffic().batches({ perSecond: 1000, seconds: 5 }))
      for (const { session, item = '' } of batchOf(make()).events)
        items.set(session, [...(items.get(session) ?? []), item]);
    for (const seen of items.values())
      expect(seen).toEqual(walk.slice(0, seen.length).map(({ item }) => item));
  });

  it('asks for visitors who are there', () => {
    const beacons = traffic();
    for (const { make } of beacons.batches({ perSecond: 1000, seconds: 1 })) make();
    expect(beacons.read().path).toMatch(/session=run-\d+&test=true$/);
  });

  it('names a session without an event', () => {
    expect(() => [...traffic([[]]).batches({ perSecond: 1, seconds: 2 })]).toThrow(/no event/);
  });
});
