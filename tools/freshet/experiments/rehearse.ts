import type { ClickstreamEvent, Slate } from '#libs/contracts';
import { DEMO_SEED, generateCatalogue, generateVisits, Random, type DemoVisitEvent } from '#libs/demo';
import { randomUUID } from 'node:crypto';
import { ServiceClient } from '../replay/service-client.js';

export interface RehearsalOptions {
  /** Address of the running service. */
  readonly url: string;
  readonly visitors: number;
  /** The same seed invents the same visitors. */
  readonly seed: number;
  readonly onProgress: (visited: number) => void;
}

export interface RehearsalReport {
  readonly visitors: number;
  readonly slates: number;
  readonly clicks: number;
  readonly seconds: number;
}

/** Of the demo film site alone: its films are what these visitors know. */
const SITE = 'demo';
const AT_ONCE = 16;
const SLATE_ITEMS = 8;
/** What a film is worth that the visitor had no mind to see, one that they had being 1. */
const OTHER_FILM = 0.02;
/** What there is to do elsewhere, on the same scale. */
const ELSEWHERE = 0.5;

/** Of those who clicked, and of those who put something into the cart. */
const ADDS_TO_CART = 0.4;
const BUYS = 0.6;
const PRICE = 4.99;

/**
 * Lets invented visitors walk through the demo film site, so that an experiment can be tried out from the idea to the decision. Each
 * looks at some films, is shown a slate, and clicks or does not, by how much of what they had a mind to see is on it, and how high. Their
 * batches are not marked as a test: they are to count.
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalReport> {
  const startedAt = performance.now();
  const client = new ServiceClient({ url: options.url, readUrl: options.url });
  const visits = inventedVisits(options)[Symbol.iterator]();
  const sums = { visitors: 0, clicks: 0 };
  const walk = async (): Promise<void> => {
    for (let next = visits.next(); !next.done; next = visits.next()) {
      const clicked = await new Visitor(client, next.value, options.seed + sums.visitors).visit();
      sums.visitors++;
      if (clicked) sums.clicks++;
      options.onProgress(sums.visitors);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, walk));
  } finally {
    client.close();
  }
  return { ...sums, slates: sums.visitors, seconds: (performance.now() - startedAt) / 1000 };
}

/** Films of each visit in order, two at least. */
function* inventedVisits({ visitors, seed }: RehearsalOptions): Generator<string[]> {
  const catalogue = generateCatalogue(DEMO_SEED);
  // Some visits are of one film.
  const visits = generateVisits(catalogue, { seed, endMs: Date.now(), sessions: visitors * 2 });
  let left = visitors;
  for (const films of filmsBySession(visits)) {
    if (films.length < 2) continue;
    if (left-- === 0) return;
    yield films;
  }
}

function* filmsBySession(visits: Iterable<DemoVisitEvent>): Generator<string[]> {
  let session: string | undefined;
  let films: string[] = [];
  for (const visit of visits) {
    if (visit.session !== session) {
      if (films.length > 0) yield films;
      [session, films] = [visit.session, []];
    }
    if (visit.type === 'view') films.push(visit.item);
  }
  if (films.length > 0) yield films;
}

class Visitor {
  private readonly session = randomUUID();
  private readonly random: Random;

  /** @param films what they would look at one after the other, were there no recommendations. */
  constructor(
    private readonly client: ServiceClient,
    private readonly films: readonly string[],
    seed: number,
  ) {
    this.random = new Random(seed);
  }

  /** @returns whether they clicked. */
  async visit(): Promise<boolean> {
    const now = this.random.whole(1, this.films.length - 1);
    const views = this.films.slice(0, now).map((item) => this.event({ type: 'view', item }));
    await this.post(...views);
    const after = views.at(-1)?.id ?? '';
    const query = { site: SITE, session: this.session, limit: `${SLATE_ITEMS}`, after, wait: '100' };
    const slate = await this.client.recommend(query);
    const position = this.choose(slate, new Set(this.films.slice(now)));
    if (position === null) return false;
    const item = slate.items[position]?.item ?? '';
    const progress = Math.round(this.random.unit() * 100) / 100;
    await this.post(
      this.event({ type: 'click', item, slate: slate.slate, position }),
      this.event({ type: 'view', item }),
      this.event({ type: 'watch', item, progress }),
      ...this.purchaseOf(item),
    );
    return true;
  }

  /** Everything is less seen further down. @returns the place that is clicked, null for none. */
  private choose({ items }: Slate, later: ReadonlySet<string>): number | null {
    const appeals = items.map(({ item }, place) => (later.has(item) ? 1 : OTHER_FILM) / (1 + place));
    const appeal = appeals.reduce((sum, one) => sum + one, 0);
    const eagerness = this.random.unit();
    if (!this.random.chance((eagerness * appeal) / (appeal + ELSEWHERE))) return null;
    let left = this.random.unit() * appeal;
    return appeals.findIndex((one) => (left -= one) < 0);
  }

  private purchaseOf(item: string): ClickstreamEvent[] {
    if (!this.random.chance(ADDS_TO_CART)) return [];
    const cart = this.event({ type: 'cart', item, value: PRICE });
    return this.random.chance(BUYS) ? [cart, this.event({ type: 'purchase', item, value: PRICE })] : [cart];
  }

  private event(fields: Pick<ClickstreamEvent, 'type'> & Partial<ClickstreamEvent>): ClickstreamEvent {
    return { id: randomUUID(), session: this.session, ts: Date.now(), ...fields };
  }

  private async post(...events: ClickstreamEvent[]): Promise<void> {
    await this.client.post({ site: SITE, sentAt: Date.now(), events });
  }
}
