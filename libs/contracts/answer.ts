import type { InteractionType } from './event.js';
import type { Strategy } from './records.js';

/** Which column of the tables spoke most for an item; `again` is a return to an item of the session. */
export type Source = 'next' | 'soon' | 'before' | 'together' | 'again';

export interface SlateItem {
  readonly item: string;
  readonly score: number;
  /** The session item that gave most of the score, null where none spoke. */
  readonly because: string | null;
  readonly source: Source | null;
  /** Where two rankings share the slate: the variation that put the item there; missing where a click on it says nothing. */
  readonly team?: string;
}

/** The body of `GET /recommendations`. */
export interface Slate {
  readonly site: string;
  readonly session: string;
  /** Id of this answer: clicks and impressions name it. */
  readonly slate: string;
  readonly strategy: Strategy;
  readonly items: readonly SlateItem[];
  /** Experiment key to variation, of those that this session or visitor is in. */
  readonly experiments: Readonly<Record<string, string>>;
  /** State of the experiments file that was used. */
  readonly experimentsRevision: string;
  /** Key of the experiment whose variation `force` asked for: such a slate counts in no experiment. */
  readonly forced?: string;
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

/** An item of a session, as `GET /sessions/{session}` tells it. */
export interface SessionInteraction {
  readonly item: string;
  /** The strongest thing done with it before the next item came. */
  readonly type: InteractionType;
  /** Share played, 0 to 1; 0 where nothing was watched. */
  readonly progress: number;
  /** ISO time at which it happened, to the second. */
  readonly at: string;
  /** Share that its place in the session and its type have in scoring, 0 to 1; the weights of a session that has any sum to 1. */
  readonly weight: number;
}

/** The body of `GET /sessions/{session}`: what the service knows of a session, which is nothing for one it has not seen. */
export interface SessionAnswer {
  readonly site: string;
  readonly session: string;
  /** Events counted in the session's vector. */
  readonly events: number;
  /** ISO time of its earliest event, null for a session nobody has seen. */
  readonly startedAt: string | null;
  /** ISO time at which the collector had its newest event, null for a session nobody has seen. */
  readonly asOf: string | null;
  /** Newest last. */
  readonly interactions: readonly SessionInteraction[];
}

/** A script for pages, under a URL that never changes its content. */
export interface EmbeddableScript {
  /** Path on the service, `/beacon.<12 hex digits of its SHA-256>.js`. */
  readonly url: string;
  /** For a tag's `integrity` attribute: `sha384-…`. */
  readonly integrity: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** The body of `GET /embed.json`. */
export interface Embed {
  readonly beacon: EmbeddableScript;
  readonly widget: EmbeddableScript;
}
