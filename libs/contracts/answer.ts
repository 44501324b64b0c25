import type { Strategy } from './records.js';

/** Which column of the tables spoke most for an item; `again` is a return to an item of the session. */
export type Source = 'next' | 'soon' | 'before' | 'together' | 'again';

export interface SlateItem {
  readonly item: string;
  readonly score: number;
  /** The session item that gave most of the score, null where none spoke. */
  readonly because: string | null;
  readonly source: Source | null;
}

/** The body of `GET /recommendations`. */
export interface Slate {
  readonly site: string;
  readonly session: string;
  /** Id of this answer: clicks and impressions name it. */
  readonly slate: string;
  readonly strategy: Strategy;
  readonly items: readonly SlateItem[];
  readonly experiments: Readonly<Record<string, string>>;
  readonly experimentsRevision: string;
  /** Version of the co-watch tables, null when the site has none. */
  readonly tables: string | null;
  /** Events counted in the session's vector. */
  readonly sessionEvents: number;
  /** ISO time at which the collector had the newest event of the vector, null for a session nobody has seen. */
  readonly asOf: string | null;
  /** Present when `after` was asked. */
  readonly after?: { readonly id: string; readonly included: boolean };
  /** What was skipped to answer in time. */
  readonly degraded: readonly string[];
}

/** The body of a 202 from `POST /v1/events`. */
export interface BatchReceipt {
  readonly accepted: number;
  readonly rejected: readonly { readonly index: number; readonly code: string; readonly message: string }[];
}
