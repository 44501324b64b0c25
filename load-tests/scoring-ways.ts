import {
  Blender,
  COLUMNS,
  SCORED_INTERACTIONS_MAX,
  type Blend,
  type CoWatchTables,
  type SessionInteraction,
} from '#libs/blending';
import { percentile } from './percentile.js';

/** A way to make a slate that is timed. */
interface Way {
  readonly name: string;
  readonly rank: (session: readonly SessionInteraction[]) => unknown;
}

/** How long a way took, microseconds. */
export interface WayTimes {
  readonly name: string;
  /** Over sessions, each at its best of all rounds: what the work costs where nothing comes between. */
  readonly bestP50: number;
  readonly bestP99: number;
  /** Over all rounds, as they came. */
  readonly p50: number;
  readonly p99: number;
}

const SLATE_ITEMS = 20;
const NOTHING: ReadonlySet<string> = new Set();

/**
 * The ways to score, and a control last: one look at every table entry that a session's items name and the best twenty of those, with
 * nothing learned, blended, named or explained. It grows with the session as scoring does and feels the machine as scoring does.
 */
export function waysToScore(tables: CoWatchTables, blend: Blend): Way[] {
  const bounds = { limit: SLATE_ITEMS, blocked: NOTHING };
  const first = new Blender({ ...tables, forest: null }, blend);
  const trees = new Blender(tables, blend);
  const control = new BareNeighbours(tables);
  const withTrees: Way['rank'] = (session) => trees.rank(session, bounds);
  return [
    { name: 'first score', rank: (session) => first.rank(session, bounds) },
    ...(tables.forest ? [{ name: 'with trees', rank: withTrees }] : []),
    { name: 'control', rank: (session) => control.rank(session) },
  ];
}

/**
 * Times all ways on all sessions, the ways in turn at each session, so that all meet the same machine.
 * @param rounds through all sessions; the first is not counted, it is where the code gets compiled.
 */
export function timeWays(
  ways: readonly Way[],
  sessions: readonly (readonly SessionInteraction[])[],
  rounds: number,
  onRound: (done: number) => void,
): WayTimes[] {
  const best = ways.map(() => new Float64Array(sessions.length).fill(Infinity));
  const all = ways.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    sessions.forEach((session, at) => {
      for (let turn = 0; turn < ways.length; turn++) {
        const way = (turn + at + round) % ways.length;
        const startedAt = performance.now();
        ways[way]?.rank(session);
        const micros = (performance.now() - startedAt) * 1000;
        if (round === 0) continue;
        all[way]?.push(micros);
        const times = best[way];
        if (times) times[at] = Math.min(times[at] ?? Infinity, micros);
      }
    });
    onRound(round + 1);
  }
  return ways.map(({ name }, way) => {
    const [own, every] = [[...(best[way] ?? [])], all[way] ?? []];
    return {
      name,
      bestP50: percentile(own, 0.5),
      bestP99: percentile(own, 0.99),
      p50: percentile(every, 0.5),
      p99: percentile(every, 0.99),
    };
  });
}

/** Sums one byte an entry over the rows of a session's items and keeps the best twenty. */
class BareNeighbours {
  private readonly sums: Float64Array;
  private readonly met: Uint32Array;

  constructor(private readonly tables: CoWatchTables) {
    this.sums = new Float64Array(tables.itemsCount);
    this.met = new Uint32Array(tables.itemsCount);
  }

  rank(session: readonly SessionInteraction[]): readonly string[] {
    const { tables, sums, met } = this;
    let count = 0;
    for (const item of new Set(
      session.slice(-SCORED_INTERACTIONS_MAX).map((interaction) => interaction.item),
    )) {
      const index = tables.indexOf(item);
      const end = index < 0 ? 0 : (tables.rowOffsets[index + 1] ?? 0);
      for (let entry = index < 0 ? 0 : (tables.rowOffsets[index] ?? 0); entry < end; entry++) {
        const neighbour = tables.neighbours[entry] ?? 0;
        if (sums[neighbour] === 0) met[count++] = neighbour;
        sums[neighbour] = (sums[neighbour] ?? 0) + 1 + (tables.codes[entry * COLUMNS.length] ?? 0);
      }
    }
    const slate = this.bestOf(count).map((neighbour) => tables.itemAt(neighbour));
    for (let at = 0; at < count; at++) sums[met[at] ?? 0] = 0;
    return slate;
  }

  private bestOf(count: number): number[] {
    const best: number[] = [];
    for (let at = 0; at < count; at++) {
      const neighbour = this.met[at] ?? 0;
      const sum = this.sums[neighbour] ?? 0;
      if (best.length === SLATE_ITEMS && sum <= (this.sums[best[SLATE_ITEMS - 1] ?? 0] ?? 0)) continue;
      let place = Math.min(best.length, SLATE_ITEMS - 1);
      for (; place > 0 && sum > (this.sums[best[place - 1] ?? 0] ?? 0); place--)
        best[place] = best[place - 1] ?? 0;
      best[place] = neighbour;
    }
    return best;
  }
}
