import { LIST_MAX, SlateSpread, type Catalogue, type Ranker, type Spread } from '#libs/evaluation';
import { casesOf, type Protocol } from './cases.js';
import type { CaseFacts } from './evaluation.js';
import type { RecordedSession } from './recorded-sessions.js';

export interface ScoringOptions {
  readonly protocol: Protocol;
  readonly catalogue: Catalogue;
  /** Told how many sessions are done. */
  readonly onSession?: ((done: number) => void) | undefined;
}

/** How a ranker did, case by case, in the order of sessions and of their events. */
export interface ScoredCases {
  /** Rank of what came next, from 1; 0 where it was not in the list. */
  readonly ranks: Uint8Array;
  readonly spread: Spread;
  /** Microseconds that making a list took, median and 99th percentile; 0 without cases. */
  readonly microsP50: number;
  readonly microsP99: number;
}

/** What was asked, the same for every ranker. */
export interface CaseShapes {
  /** Cases of each session that has any. */
  readonly sizes: readonly number[];
  /** Interactions of the session, by case. */
  readonly lengths: readonly number[];
}

/** Asks a ranker what comes next, at every case of recorded sessions. */
export function scoreSessions(
  ranker: Ranker,
  sessions: readonly RecordedSession[],
  { protocol, catalogue, onSession }: ScoringOptions,
): ScoredCases {
  const ranks: number[] = [];
  const micros: number[] = [];
  const spread = new SlateSpread(catalogue);
  sessions.forEach(({ events }, at) => {
    for (const { session, next } of casesOf(events, protocol)) {
      const without = protocol === 'shop' ? (session.at(-1)?.item ?? null) : null;
      const startedAt = performance.now();
      const list = ranker.rank({ session, limit: LIST_MAX, without });
      micros.push((performance.now() - startedAt) * 1000);
      ranks.push(list.indexOf(next) + 1);
      spread.add(list);
    }
    onSession?.(at + 1);
  });
  const sorted = Float64Array.from(micros).sort();
  return {
    ranks: Uint8Array.from(ranks),
    spread: spread.spread(),
    microsP50: percentile(sorted, 0.5),
    microsP99: percentile(sorted, 0.99),
  };
}

export function shapesOf(sessions: readonly RecordedSession[], protocol: Protocol): CaseShapes {
  const sizes: number[] = [];
  const lengths: number[] = [];
  for (const { events } of sessions) {
    const before = lengths.length;
    for (const { session } of casesOf(events, protocol)) lengths.push(session.length);
    if (lengths.length > before) sizes.push(lengths.length - before);
  }
  return { sizes, lengths };
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** What the cases are like, before anybody guesses. */
export function factsOf(
  sessions: readonly RecordedSession[],
  protocol: Protocol,
  { isKnown, popular }: Catalogue,
): CaseFacts {
  const counts = { cases: 0, returns: 0, popular: 0, unknown: 0 };
  for (const { events } of sessions)
    for (const { session, next } of casesOf(events, protocol)) {
      counts.cases++;
      if (session.some(({ item }) => item === next)) counts.returns++;
      if (popular.has(next)) counts.popular++;
      if (!isKnown(next)) counts.unknown++;
    }
  const share = (count: number): number => count / Math.max(1, counts.cases);
  return {
    cases: counts.cases,
    sessions: sessions.length,
    returns: share(counts.returns),
    popular: share(counts.popular),
    unknown: share(counts.unknown),
  };
}
