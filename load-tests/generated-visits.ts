import { Random, WeightedChoice } from '#libs/demo';

/** A visit's events, in order: `items[i]` is what event i is about. */
export interface GeneratedVisit {
  readonly items: readonly number[];
  readonly types: readonly GeneratedType[];
  /** Whole seconds since 1970. */
  readonly atSeconds: readonly number[];
}

type GeneratedType = 'view' | 'cart';

export interface GeneratedVisitsOptions {
  readonly seed: number;
  /** Exactly that many, in all visits together. */
  readonly events: number;
  /** The first visit begins then, the last about `spanSeconds` later. */
  readonly startSeconds: number;
  readonly spanSeconds: number;
}

/** Popularity falls with an item's rank to this power (Zipf's law). */
const ZIPF = 0.8;
/** Items of one theme, on average. */
const THEME_ITEMS = 100;
/** Items that an item goes with, the closest first. */
const COMPANION_SHARES = [0.5, 0.75, 0.9, 1];
/** Two kinds of visitors: most look at a few things, some at many. Chance that a visit ends after an event. */
const LOOKERS = { share: 0.7, ends: 0.35 };
const BROWSERS_END = 0.11;
/** Share of events that put the newest item into the cart. */
const CART_SHARE = 0.05;
/** Nobody but a robot goes beyond. */
const EVENTS_MAX = 200;

/**
 * Visits of a site that was never there, in order of their start, the same for the same options. They have what learning looks
 * for: items that go with one another, visitors with a taste who now and then change it, returns to what was seen, a few items that everybody
 * looks at. Lengths are about those of recorded shops: 4.9 events on average, half of the visits of three or fewer.
 */
export function* generatedVisits(options: GeneratedVisitsOptions): Generator<GeneratedVisit> {
  const { events, startSeconds, spanSeconds } = options;
  const random = new Random(options.seed);
  const catalogue = new GeneratedCatalogue(itemsOf(events));
  for (let told = 0; told < events;) {
    const at = startSeconds + Math.floor((told / events) * spanSeconds);
    const visit = visitOf(catalogue, random, at, events - told);
    told += visit.items.length;
    yield visit;
  }
}

/** A catalogue grows with the root of what is seen of it (Heaps' law): 40,000 items for a million events. */
function itemsOf(events: number): number {
  return Math.max(THEME_ITEMS, Math.round(40 * Math.sqrt(events)));
}

/** Items by their popularity, the most popular first; each has a theme, and companions in it. */
class GeneratedCatalogue {
  private readonly popular: WeightedChoice;
  private readonly themes: readonly (readonly number[])[];

  constructor(itemsCount: number) {
    const weights = Float64Array.from({ length: itemsCount }, (_, item) => 1 / (item + 1) ** ZIPF);
    this.popular = new WeightedChoice(weights);
    const themes = Array.from({ length: Math.ceil(itemsCount / THEME_ITEMS) }, (): number[] => []);
    for (let item = 0; item < itemsCount; item++) themes[item % themes.length]?.push(item);
    this.themes = themes;
  }

  themeOf(item: number): readonly number[] {
    return this.themes[item % this.themes.length] ?? [];
  }

  /** By popularity. */
  any(random: Random): number {
    return this.popular.draw(random);
  }

  /** Of a theme, more popular ones more often. */
  like(item: number, random: Random): number {
    const theme = this.themeOf(item);
    return theme[Math.floor(random.unit() ** 2 * theme.length)] ?? item;
  }

  companion(item: number, random: Random): number {
    const theme = this.themeOf(item);
    const share = random.unit();
    const nth = COMPANION_SHARES.findIndex((upTo) => share < upTo);
    const place = Math.floor(item / this.themes.length);
    return theme[(place + 1 + nth * 7) % theme.length] ?? item;
  }
}

function visitOf(
  catalogue: GeneratedCatalogue,
  random: Random,
  startSeconds: number,
  eventsMax: number,
): GeneratedVisit {
  const visit = { items: [] as number[], types: [] as GeneratedType[], atSeconds: [] as number[] };
  const ends = random.unit() < LOOKERS.share ? LOOKERS.ends : BROWSERS_END;
  let at = startSeconds;
  const add = (item: number, type: GeneratedType): void => {
    visit.items.push(item);
    visit.types.push(type);
    visit.atSeconds.push(at);
    at += random.whole(5, 60);
  };
  add(catalogue.any(random), 'view');
  while (visit.items.length < Math.min(eventsMax, EVENTS_MAX) && random.unit() >= ends) {
    if (random.unit() < CART_SHARE) add(visit.items.at(-1) ?? 0, 'cart');
    else add(nextItem(catalogue, random, visit.items), 'view');
  }
  return visit;
}

function nextItem(catalogue: GeneratedCatalogue, random: Random, seen: readonly number[]): number {
  const item = seen.at(-1) ?? 0;
  const turn = random.unit();
  if (turn < 0.45) return catalogue.companion(item, random);
  if (turn < 0.75) return catalogue.like(item, random);
  if (turn < 0.87) return seen[random.whole(0, seen.length - 1)] ?? item;
  return catalogue.any(random);
}
