/** What pages see of the beacon. This file is served as it is, as the types of `beacon.mjs`: it imports nothing. */

/** Settings of a beacon, as `data-` attributes of the script tag or as the argument of `start`. */
export interface BeaconSettings {
  /** Site that the events belong to, as it stands in the service's configuration. */
  readonly site: string;
  /** Where events go, an origin or a base URL without the final slash. Left out: the origin the script came from. */
  readonly url?: string | undefined;
  /** Where recommendations are read, if elsewhere than at `url`. */
  readonly readUrl?: string | undefined;
  /** `required`: nothing is stored and nothing is sent before `freshet('consent', true)`. */
  readonly consent?: 'required' | undefined;
}

/** What a call can say of its event. Everything else about the event the beacon adds by itself. */
export interface EventDetails {
  /** Share of the film that was played, 0 to 1. `watch` needs it. */
  readonly progress?: number | undefined;
  /** Worth of a cart or purchase in the site's own currency. */
  readonly value?: number | undefined;
  /** Whole number from 1. */
  readonly quantity?: number | undefined;
  /** Slate that was seen or clicked, and where in it, from 0. */
  readonly slate?: string | undefined;
  readonly position?: number | undefined;
}

/** An event as it is sent. */
export interface BeaconEvent extends EventDetails {
  /** 128 random bits. */
  readonly id: string;
  readonly session: string;
  /** Anonymous id of the device. Missing under Global Privacy Control. */
  readonly visitor?: string;
  /** Hash of the login that `identify` was given: SHA-256 of site, line feed and login, in 64 hexadecimal digits. */
  readonly user?: string;
  readonly type: 'view' | 'impression' | 'click' | 'watch' | 'cart' | 'purchase' | 'custom';
  readonly item?: string;
  /** Milliseconds since 1970 by the device's clock. */
  readonly ts: number;
  /** What a custom event is called. */
  readonly name?: string;
  /** Address of the page, and of the page before it. */
  readonly page?: string;
  readonly referrer?: string;
}

/** What to ask a slate for. */
export interface SlateQuestion {
  /** Items wanted, 1 to 100; 20 when left out. */
  readonly limit?: number | undefined;
  /** Item on the page. */
  readonly viewing?: string | undefined;
  /** Items that must not come. */
  readonly exclude?: readonly string[] | undefined;
}

export interface SlateItem {
  readonly item: string;
  readonly score: number;
  /** Item of the session that gave most of the score, null where none spoke. */
  readonly because: string | null;
  /** Which relation to it spoke most; `again` is a return to an item of the session. */
  readonly source: 'next' | 'soon' | 'before' | 'together' | 'again' | null;
  /** Where two rankings share the slate: the variation that put the item there; missing where a click on it says nothing. */
  readonly team?: string;
}

/** An answer of the recommender. */
export interface Slate {
  readonly site: string;
  readonly session: string;
  /** Id of this answer: what `data-freshet-slate` carries. */
  readonly slate: string;
  readonly strategy: 'session' | 'viewing' | 'popular' | 'fixed';
  readonly items: readonly SlateItem[];
  readonly experiments: Readonly<Record<string, string>>;
  readonly experimentsRevision: string;
  /** Key of the experiment whose variation was forced for a test. */
  readonly forced?: string;
  /** Version of the tables, null when the site has none. */
  readonly tables: string | null;
  /** Events that the session's vector counts. */
  readonly sessionEvents: number;
  /** ISO time at which the service had the newest of them, null for a session it has not seen. */
  readonly asOf: string | null;
  /** Whether the newest event of this page is in the answer. */
  readonly after?: { readonly id: string; readonly included: boolean };
  /** What was skipped to answer in time. */
  readonly degraded: readonly string[];
}

/** `window.freshet`, and what `start` returns. No call of it throws. */
export interface Freshet {
  /** True is remembered on the device. False discards what is stored and what was not sent yet. */
  (command: 'consent', given: boolean): void;
  /** The login of the visitor on this site; only its hash leaves the browser. Null when the visitor logs out. */
  (command: 'identify', login: string | null): void;
  /** Asks for a slate that includes what the visitor just did. Rejects when the service can't answer. */
  (command: 'recommend', question?: SlateQuestion): Promise<Slate>;
  /**
   * Tells of something that the visitor did. Any word beside these four is the name of a custom event. `cart`, `purchase` and
   * `watch` need an item, `watch` its progress too. A `view` replaces the beacon's own view of the same page.
   */
  (
    type: 'view' | 'cart' | 'purchase' | 'watch' | (string & {}),
    item?: string | null,
    details?: EventDetails,
  ): void;
}

/** Starts the beacon, once a page: a second call returns the first one's beacon. */
export type Start = (settings: BeaconSettings) => Freshet;

/** What the beacon dispatches on `document`, each as a CustomEvent with this `detail`. */
export interface BeaconDomEvents {
  /** An event was made and handed to sending. */
  'freshet:event': BeaconEvent;
  /** The service answered a batch, or was out of reach (`status` 0). */
  'freshet:sent': { readonly events: readonly BeaconEvent[]; readonly status: number };
  /** The page's session is another one now. */
  'freshet:session': { readonly session: string };
}
