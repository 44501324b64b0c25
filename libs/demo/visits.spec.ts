import { describe, expect, it } from 'vitest';
import { generateCatalogue, type Film } from './catalogue.js';
import { generateVisits, type DemoVisitEvent } from './visits.js';

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 10, 22, 10, 3);
const ID = /^[A-Za-z0-9_-]{8,64}$/;

const catalogue = generateCatalogue(7);
const filmOf = new Map(catalogue.map((film) => [film.item, film]));
const options = { seed: 7, endMs: END_MS, sessions: 12_000 };
const parts = new Set(catalogue.map((film) => partKey(film)));
const events = [...generateVisits(catalogue, options)];
const sessions = [...sessionsOf(events).values()];

describe('generateVisits', () => {
  it('repeats itself byte for byte, and differs for another seed', () => {
    const few = { ...options, sessions: 300 };
    const once = JSON.stringify([...generateVisits(catalogue, few)]);
    expect(JSON.stringify([...generateVisits(catalogue, few)])).toBe(once);
    expect(JSON.stringify([...generateVisits(catalogue, { ...few, seed: 8 })])).not.toBe(once);
  });

  it('makes only events that the service would accept', () => {
    const invalid = events.filter(
      ({ session, visitor, item, type, ts, progress, value }) =>
        !ID.test(session) ||
        !ID.test(visitor) ||
        !filmOf.has(item) ||
        !Number.isInteger(ts) ||
        (type === 'watch') !== (progress !== undefined && progress > 0 && progress <= 1) ||
        (type === 'cart' || type === 'purchase') !== (value !== undefined && value > 0),
    );
    expect(invalid).toEqual([]);
  });

  it('stays inside the window and never runs past its end', () => {
    expect(events.every(({ ts }) => ts >= END_MS - 30 * DAY_MS && ts <= END_MS)).toBe(true);
  });

  it('gives every session it was asked for, one after the other, in order of start', () => {
    expect(sessions).toHaveLength(12_000);
    const starts = sessions.map(([first]) => first?.ts ?? 0);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    const changes = events.filter((event, index) => event.session !== events[index - 1]?.session).length;
    expect(changes).toBe(sessions.length);
  });

  it('keeps the events of a session in order and with one visitor', () => {
    for (const session of sessions) {
      const times = session.map(({ ts }) => ts);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(new Set(session.map(({ visitor }) => visitor)).size).toBe(1);
    }
  });

  it('views a film before it is watched, and puts it in the cart before it is bought', () => {
    for (const session of sessions) {
      const done = new Set<string>();
      for (const { type, item } of session) {
        if (type === 'watch' || type === 'cart') expect(done).toContain(`view ${item}`);
        if (type === 'purchase') expect(done).toContain(`cart ${item}`);
        done.add(`${type} ${item}`);
      }
    }
  });

  it('has sessions of five or six events on average, with a heavy tail', () => {
    const lengths = sessions.map((session) => session.length).sort((a, b) => a - b);
    const mean = events.length / sessions.length;
    expect(mean).toBeGreaterThan(5);
    expect(mean).toBeLessThan(6.2);
    expect(lengths[lengths.length / 2]).toBeLessThan(mean);
    expect(lengths[Math.floor(lengths.length * 0.99)]).toBeGreaterThan(4 * mean);
  });

  it('spreads demand over a long tail: a tenth of the films takes about half of it', () => {
    const counts = [...countsOf(events.map(({ item }) => item)).values()].sort((a, b) => b - a);
    const share =
      counts.slice(0, catalogue.length / 10).reduce((sum, count) => sum + count, 0) / events.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.65);
    expect(counts.length).toBeGreaterThan(catalogue.length * 0.9);
  });

  it('does not make the films with low numbers the popular ones', () => {
    const lowNumbers = new Set(catalogue.slice(0, catalogue.length / 2).map((film) => film.item));
    const share = events.filter(({ item }) => lowNumbers.has(item)).length / events.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.12);
  });

  it('is busier in the evening than before dawn, and at weekends than on other days', () => {
    const at = sessions.map(([first]) => new Date(first?.ts ?? 0));
    const between = (from: number, to: number): number =>
      at.filter((date) => date.getUTCHours() >= from && date.getUTCHours() < to).length;
    expect(between(18, 22)).toBeGreaterThan(5 * between(2, 6));
    const weekend = at.filter((date) => date.getUTCDay() % 6 === 0).length / 2;
    expect(weekend).toBeGreaterThan((1.2 * (at.length - 2 * weekend)) / 5);
  });

  it('follows series in order: the next part comes after a part far more often than the one before does', () => {
    const { forwards, backwards, starts } = seriesSteps();
    expect(forwards).toBeGreaterThan(0.3 * starts);
    expect(forwards).toBeGreaterThan(4 * backwards);
  });

  it('returns to films within a session and brings visitors back', () => {
    const again = sessions.filter((session) => {
      const films = filmsOf(session);
      return new Set(films).size < films.length;
    });
    expect(again.length).toBeGreaterThan(sessions.length * 0.05);
    const visits = countsOf(sessions.map(([first]) => first?.visitor ?? ''));
    expect([...visits.values()].filter((count) => count >= 3).length).toBeGreaterThan(visits.size * 0.25);
  });

  it('has releases nobody saw before they came out, that are talked about and then fade', () => {
    const startMs = END_MS - 30 * DAY_MS;
    const releases = [...firstSeen()].filter(
      ([, ts]) => ts > startMs + 5 * DAY_MS && ts < startMs + 18 * DAY_MS,
    );
    const within = (fromDay: number, toDay: number): number =>
      releases.flatMap(([release, ts]) =>
        events.filter(
          ({ item, ts: at }) => item === release && at >= ts + fromDay * DAY_MS && at < ts + toDay * DAY_MS,
        ),
      ).length;
    expect(within(0, 4)).toBeGreaterThan(200);
    expect(within(0, 4)).toBeGreaterThan(1.4 * within(8, 12));
  });

  it('lets what was watched together foretell the next film far better than popularity does', () => {
    const { popular, together } = hitRates();
    expect(popular).toBeGreaterThan(0.07);
    expect(popular).toBeLessThan(0.18);
    expect(together).toBeGreaterThan(2.5 * popular);
  });

  it('works for the smallest of catalogues', () => {
    for (const size of [1, 2, 5]) {
      const visits = [...generateVisits(generateCatalogue(1, size), { ...options, sessions: 20 })];
      expect(sessionsOf(visits).size).toBe(20);
    }
  });

  it.each([
    ['an end that is no whole number', { endMs: 1.5 }],
    ['a seed that is no whole number', { seed: 0.1 }],
    ['a window of no length', { days: 0 }],
    ['a window that begins before 1970', { endMs: DAY_MS }],
    ['half a session', { sessions: 0.5 }],
  ])('refuses %s', (_, wrong) => {
    expect(() => [...generateVisits(catalogue, { ...options, ...wrong })]).toThrow(RangeError);
  });

  it('refuses an empty catalogue', () => {
    expect(() => [...generateVisits([], options)]).toThrow(RangeError);
  });
});

function sessionsOf(visits: readonly DemoVisitEvent[]): Map<string, DemoVisitEvent[]> {
  const found = new Map<string, DemoVisitEvent[]>();
  for (const visit of visits) {
    const session = found.get(visit.session);
    if (session) session.push(visit);
    else found.set(visit.session, [visit]);
  }
  return found;
}

/** The films of a session, what was done with the same one in a row taken as one. */
function filmsOf(session: readonly DemoVisitEvent[]): string[] {
  return session.map(({ item }) => item).filter((item, index, items) => item !== items[index - 1]);
}

function countsOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function firstSeen(): Map<string, number> {
  const first = new Map<string, number>();
  for (const { item, ts } of events) first.set(item, Math.min(ts, first.get(item) ?? Infinity));
  return first;
}

/** Names a part of the film's series, counted from the film; empty where there is no series. */
function partKey(film: Film | undefined, ahead = 0): string {
  return film?.seriesKey === undefined ? '' : `${film.seriesKey} ${(film.seriesPart ?? 0) + ahead}`;
}

function seriesSteps(): { forwards: number; backwards: number; starts: number } {
  const steps = { forwards: 0, backwards: 0, starts: 0 };
  for (const films of sessions.map(filmsOf)) {
    for (const [index, item] of films.slice(0, -1).entries()) {
      const from = filmOf.get(item);
      const to = partKey(filmOf.get(films[index + 1] ?? ''));
      if (from?.seriesKey === undefined || !parts.has(partKey(from, 1))) continue;
      steps.starts++;
      if (to === partKey(from, 1)) steps.forwards++;
      if (to === partKey(from, -1)) steps.backwards++;
    }
  }
  return steps;
}

/** Hit rate at 20 over the newest tenth of the sessions of two methods fitted on the others. */
function hitRates(): { popular: number; together: number } {
  const walks = sessions.map(filmsOf);
  const cut = Math.floor(walks.length * 0.9);
  const train = walks.slice(0, cut);
  const popular = new Set(best(countsOf(train.flat())));
  const together = new Map<string, Map<string, number>>();
  for (const films of train) {
    for (const a of films) {
      const row = together.get(a) ?? new Map<string, number>();
      together.set(a, row);
      for (const b of films) row.set(b, (row.get(b) ?? 0) + (a === b ? 0 : 1));
    }
  }
  const cases = walks
    .slice(cut)
    .flatMap((films) => films.slice(1).map((next, index) => [films[index] ?? '', next] as const));
  const rate = (hit: (current: string, next: string) => boolean): number =>
    cases.filter(([current, next]) => hit(current, next)).length / cases.length;
  return {
    popular: rate((_, next) => popular.has(next)),
    together: rate((current, next) =>
      best(together.get(current) ?? new Map<string, number>()).includes(next),
    ),
  };
}

function best(counts: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 20)
    .map(([item]) => item);
}
