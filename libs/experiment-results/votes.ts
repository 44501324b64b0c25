import type { DuckDb } from '#libs/duckdb';
import { type Team } from '#libs/experiments';
import { creditOf, votesOf, type Credit, type Votes } from '#libs/experiments/read-out';

interface ClickedSlate {
  readonly unit: string;
  /** JSON list. */
  readonly teams: string;
  /** Places of the items that were clicked, from 0. */
  readonly places: readonly number[];
}

/** What clicks on interleaved slates say, up to a moment; reads what `layOutExposures` laid out. */
export async function readVotes(db: DuckDb, untilMs: number): Promise<Votes> {
  // By the item, since pages may leave some of a slate out.
  const clicked = await db.rows<ClickedSlate>(
    `SELECT shown.unit AS unit, any_value(teams) AS teams, list(DISTINCT list_position(items, item) - 1) AS places
     FROM credited JOIN shown ON shown.slate = credited.slate
     WHERE type = 'click' AND ts < ? AND list_contains(items, item) AND teams IS NOT NULL
     GROUP BY shown.unit, shown.slate`,
    [untilMs],
  );
  const [all] = await db.rows<{ units: number }>(
    'SELECT count(DISTINCT unit) AS units FROM shown WHERE received_at < ?',
    [untilMs],
  );
  const credits = new Map<string, Credit>();
  for (const { unit, teams, places } of clicked) {
    const credit = creditOf(JSON.parse(teams) as (Team | null)[], places);
    const [first, second] = credits.get(unit) ?? [0, 0];
    credits.set(unit, [first + credit[0], second + credit[1]]);
  }
  const votes = votesOf(credits.values());
  return { ...votes, undecided: votes.undecided + (all?.units ?? 0) - credits.size };
}
