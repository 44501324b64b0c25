import { expect, it } from 'vitest';
import { Blender, chooseSlate, NO_FILTERS, type SessionInteraction } from '#libs/blending';
import { buildTables } from '#libs/co-watch';
import { DEMO_SEED, generateCatalogue, generateVisits, Random, type DemoVisitEvent } from '#libs/demo';
import { openDuckDb } from '#libs/duckdb';
import { coinOf, teamDraft } from '#libs/experiments';
import { creditOf, votesOf, type Credit, readPreference, unitsNeeded } from '#libs/experiments/read-out';
import { experiment } from '../experiments/assign/experiment.fixture.js';

const SESSIONS = 8000;
const SLATE = 8;
const RUNS = 20;
/** What a film that the visitor does not turn to later is worth, one that is turned to being 1. */
const OTHER_FILM = 0.05;
/** What there is to do elsewhere, on the same scale: visitors came to watch something. */
const ELSEWHERE = 0.05;

interface Item {
  readonly item: string;
}

/** A visit at some moment: what two rankers would show then, and what the visitor really turned to afterwards. */
interface Moment {
  readonly later: ReadonlySet<string>;
  readonly popular: readonly Item[];
  readonly personal: readonly Item[];
}

async function blenderOf(visits: readonly (readonly DemoVisitEvent[])[]): Promise<Blender> {
  const db = await openDuckDb({ threads: 1 });
  try {
    await db.run(
      'CREATE TABLE events (session VARCHAR, id VARCHAR, type VARCHAR, item VARCHAR, ts BIGINT, received_at BIGINT, progress DOUBLE)',
    );
    const events = visits.flat();
    const columnOf = <K extends keyof DemoVisitEvent>(name: K): DemoVisitEvent[K][] =>
      events.map((event) => event[name]);
    const ids = events.map((_, at) => String(at).padStart(9, '0'));
    const progress = events.map((event) => event.progress ?? null);
    const times = columnOf('ts');
    await db.append('events', [
      columnOf('session'),
      ids,
      columnOf('type'),
      columnOf('item'),
      times,
      times,
      progress,
    ]);
    const { tables, manifest } = await buildTables(db, 'demo');
    return new Blender(tables, manifest.blend);
  } finally {
    await db.close();
  }
}

function sessionsOf(visits: Iterable<DemoVisitEvent>): DemoVisitEvent[][] {
  const bySession = new Map<string, DemoVisitEvent[]>();
  for (const visit of visits) {
    const known = bySession.get(visit.session);
    if (known) known.push(visit);
    else bySession.set(visit.session, [visit]);
  }
  return [...bySession.values()];
}

function momentOf(blender: Blender, visit: readonly DemoVisitEvent[], random: Random): Moment {
  const now = random.whole(1, visit.length - 1);
  const session = visit.slice(0, now).map(({ item, ts }): SessionInteraction => ({
    item,
    type: 'view',
    progress: 0,
    atSeconds: Math.floor(ts / 1000),
  }));
  const shownBy = (startAt: 'session' | 'popular'): readonly Item[] =>
    chooseSlate(blender, {
      session,
      startAt,
      limit: SLATE,
      filters: { ...NO_FILTERS, seen: true },
      fixed: [],
      hasTime: () => true,
    }).items;
  const later = new Set(visit.slice(now).map(({ item }) => item));
  return { later, popular: shownBy('popular'), personal: shownBy('session') };
}

/** Everything is less seen further down. */
function appealsOf(slate: readonly Item[], later: ReadonlySet<string>): number[] {
  return slate.map(({ item }, position) => (later.has(item) ? 1 : OTHER_FILM) / (1 + position));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** @param eagerness of the visitor, 0 to 1. @returns the probability that something is clicked. */
function chanceOf(slate: readonly Item[], later: ReadonlySet<string>, eagerness: number): number {
  const appeal = sumOf(appealsOf(slate, later));
  return (eagerness * appeal) / (appeal + ELSEWHERE);
}

function creditOfVisit(moment: Moment, seed: string, random: Random): Credit {
  const { later, popular, personal } = moment;
  const drafted = teamDraft([popular, personal], { limit: SLATE, coin: coinOf(seed) });
  const slate = drafted.map(({ item }) => item);
  if (!random.chance(chanceOf(slate, later, random.unit()))) return [0, 0];
  const appeals = appealsOf(slate, later);
  let left = random.unit() * sumOf(appeals);
  const clicked = appeals.findIndex((appeal) => (left -= appeal) < 0);
  return creditOf(
    drafted.map(({ team }) => team),
    [clicked],
  );
}

/** Sessions that an A/B test by click-through needs in all, at 80 % power and one look. */
function sessionsForAb(moments: readonly Moment[]): number {
  const random = new Random(9);
  const eager = moments.map(() => random.unit());
  const clicksOf = (ranker: 'popular' | 'personal'): number =>
    sumOf(moments.map((moment, at) => chanceOf(moment[ranker], moment.later, eager[at] ?? 0))) /
    moments.length;
  const [before, after] = [clicksOf('popular'), clicksOf('personal')];
  const units = 1e6;
  const baseline = { kind: 'proportion', units, sum: before * units } as const;
  const effect = after / before - 1;
  expect(effect).toBeGreaterThan(0.01);
  return unitsNeeded({ baseline, shares: [0.5, 0.5], effect, setting: { alpha: 0.05 } }).oneLook;
}

it('Interleaving finds the better ranker of the demo site with a tenth of the sessions that an A/B test needs', async () => {
  const all = sessionsOf(
    generateVisits(generateCatalogue(DEMO_SEED), {
      seed: DEMO_SEED,
      endMs: 1_763_899_200_000,
      sessions: SESSIONS,
    }),
  );
  const blender = await blenderOf(all.slice(0, SESSIONS / 2));
  const random = new Random(5);
  const walks = all
    .slice(SESSIONS / 2)
    .map((visit) => visit.filter(({ type }) => type === 'view'))
    .filter(({ length }) => length > 1);
  const moments = walks.map((visit) => momentOf(blender, visit, random));
  const sessions = Math.floor(sessionsForAb(moments) / 10);
  const of = experiment({ kind: 'interleave', variations: [{ key: 'popular' }, { key: 'personal' }] });
  const found = Array.from({ length: RUNS }, (_, run) => {
    const credits = Array.from({ length: sessions }, (_, at) =>
      creditOfVisit(random.pick(moments), `s-${run}-${at}`, random),
    );
    const { preference } = readPreference(of, votesOf(credits), 1);
    return preference !== null && preference.share > 0.5 && preference.pValue < 0.05;
  });
  expect(found.filter(Boolean).length / RUNS).toBeGreaterThanOrEqual(0.8);
}, 120_000);
