import type { Ranker } from '../ranker.js';
import type { TrainingSessions } from '../training-sessions.js';
import { namesOf, ScoreBoard } from './score-board.js';

/** Adds to the board what one training session says of the items that go with `item`, which it holds. */
export type SessionRule = (item: number, session: number, board: ScoreBoard) => void;

/** What follows from one item, longest list and one in reserve for the item that is left out. */
const KEPT = 101;

/** Ranks by the session's newest item alone. Its list is counted over the sessions that hold it, once, when it is first asked for. */
export class ItemRules implements Ranker {
  private readonly board: ScoreBoard;
  private readonly lists = new Map<number, readonly number[]>();

  constructor(
    private readonly training: TrainingSessions,
    private readonly rule: SessionRule,
  ) {
    this.board = new ScoreBoard(training);
  }

  rank({ session, limit, without }: Parameters<Ranker['rank']>[0]): readonly string[] {
    const item = this.training.indexOf(session.at(-1)?.item ?? '');
    return item < 0 ? [] : namesOf(this.listOf(item), this.training, { limit, without });
  }

  private listOf(item: number): readonly number[] {
    const known = this.lists.get(item);
    if (known) return known;
    const { offsets, values } = this.training.sessionsOf;
    // Oldest first, as they happened.
    for (let at = (offsets[item + 1] ?? 0) - 1; at >= (offsets[item] ?? 0); at--)
      this.rule(item, values[at] ?? 0, this.board);
    const list = this.board.takeBest(KEPT);
    this.lists.set(item, list);
    return list;
  }
}
