import type { SlateItem } from '#libs/contracts';
import type { Blend } from './blend.js';
import { COLUMNS, type CoWatchTables } from './co-watch-tables.js';
import { explain } from './explain.js';
import { foldBlend, type FoldedBlend } from './folded-blend.js';
import { foldSession, type FoldedSession } from './folded-session.js';
import { placeShares } from './place-shares.js';
import { Scratch } from './scratch.js';
import { TopCandidates } from './top-candidates.js';

export interface SlateBounds {
  /** Items wanted, 1 or more. */
  readonly limit: number;
  /** Items that must not be shown. */
  readonly blocked: ReadonlySet<string>;
}

/**
 * Scores sessions against tables. Same session, tables and blend: same slate to the last bit, on any machine, online and
 * offline. Synchronous, and not to be entered twice at once.
 *
 * score(b) = log(epsilon + Σ over session items u of Σ over columns of coefficient(u, column) · column[u][b] + again(b))
 */
export class Blender {
  private readonly blend: FoldedBlend;

  /** @param scratch share one among blenders of the same tables. */
  constructor(
    readonly tables: CoWatchTables,
    blend: Blend,
    private readonly scratch: Scratch = new Scratch(tables.itemsCount),
  ) {
    this.blend = foldBlend(blend);
  }

  /** @returns whether the tables know something that goes with the item. */
  hasNeighbours(item: string): boolean {
    const index = this.tables.indexOf(item);
    const { rowOffsets } = this.tables;
    return index >= 0 && (rowOffsets[index + 1] ?? 0) > (rowOffsets[index] ?? 0);
  }

  /** @returns how much each interaction of a session counts, newest last: see `placeShares`. */
  placeShares(interactions: number): number[] {
    return placeShares(this.blend, interactions);
  }

  /**
   * The best items for a session, best first; fewer than `limit` only where the whole catalogue has no more.
   * @param items of the session in order, newest last.
   */
  rank(items: readonly string[], { limit, blocked }: SlateBounds): SlateItem[] {
    const session = foldSession(items, this.tables, this.blend);
    try {
      this.block(session, blocked);
      this.gather(session);
      this.topUp(limit);
      return this.best(session, limit).map((candidate, score) => ({
        item: this.nameOf(candidate, session),
        score,
        ...explain(candidate, session, this.tables),
      }));
    } finally {
      this.scratch.clear();
    }
  }

  private block({ items }: FoldedSession, blocked: ReadonlySet<string>): void {
    for (const item of blocked) {
      const index = this.tables.indexOf(item);
      if (index >= 0) this.scratch.block(index);
    }
    for (const { item, index, candidate } of items)
      if (index < 0 && blocked.has(item)) this.scratch.block(candidate);
  }

  private gather({ items, coefficients }: FoldedSession): void {
    items.forEach(({ index }, at) => {
      if (index >= 0) addRow(this.scratch, this.tables, index, coefficients, at * COLUMNS.length);
    });
    for (const { candidate, again } of items) this.scratch.add(candidate, again);
    for (const favourite of this.tables.favourites) this.scratch.meet(favourite);
  }

  /** Popular items follow where candidates are fewer than asked for. */
  private topUp(limit: number): void {
    const { scratch, tables } = this;
    let showable = 0;
    for (let at = 0; at < scratch.count && showable < limit; at++)
      if (!scratch.isBlocked(scratch.candidates[at] ?? 0)) showable++;
    for (let at = 0; at < tables.popular.length && showable < limit; at++)
      if (scratch.meet(tables.popular[at] ?? 0)) showable++;
  }

  private best({ epsilon }: FoldedSession, limit: number): TopCandidates {
    const { scratch } = this;
    const top = new TopCandidates(limit);
    for (let at = 0; at < scratch.count; at++) {
      const candidate = scratch.candidates[at] ?? 0;
      if (!scratch.isBlocked(candidate))
        top.offer(candidate, Math.log(epsilon + (scratch.evidence[candidate] ?? 0)));
    }
    return top;
  }

  private nameOf(candidate: number, { items }: FoldedSession): string {
    if (candidate < this.tables.itemsCount) return this.tables.itemAt(candidate);
    return items.find((item) => item.candidate === candidate)?.item ?? '';
  }
}

/** The hot loop: one row, six multiply-adds an entry. Arrays in locals, so that nothing is looked up inside. */
function addRow(
  scratch: Scratch,
  tables: CoWatchTables,
  index: number,
  coefficients: Float64Array,
  from: number,
): void {
  const { neighbours, rowOffsets, columns } = tables;
  const { f1, f2, f3, fd, bd, co } = columns;
  const c1 = coefficients[from] ?? 0;
  const c2 = coefficients[from + 1] ?? 0;
  const c3 = coefficients[from + 2] ?? 0;
  const cd = coefficients[from + 3] ?? 0;
  const cb = coefficients[from + 4] ?? 0;
  const cc = coefficients[from + 5] ?? 0;
  const end = rowOffsets[index + 1] ?? 0;
  for (let entry = rowOffsets[index] ?? 0; entry < end; entry++) {
    const evidence =
      c1 * (f1[entry] ?? 0) +
      c2 * (f2[entry] ?? 0) +
      c3 * (f3[entry] ?? 0) +
      cd * (fd[entry] ?? 0) +
      cb * (bd[entry] ?? 0) +
      cc * (co[entry] ?? 0);
    scratch.add(neighbours[entry] ?? 0, evidence);
  }
}
