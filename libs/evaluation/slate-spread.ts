import { CUTS } from './measures.js';

type Cut = (typeof CUTS)[number];

/** How much of the catalogue a ranker shows, and how much of what it shows is what everybody sees anyway. By length of the list. */
export interface Spread {
  /** Share of the catalogue's items that were in at least one list, 0 to 1. */
  readonly coverage: Readonly<Record<Cut, number>>;
  /** Share of all places of all lists that were taken by popular items, 0 to 1. */
  readonly popular: Readonly<Record<Cut, number>>;
}

/** What lists are compared with. */
export interface Catalogue {
  /** Items that could have been recommended. */
  readonly itemsCount: number;
  readonly isKnown: (item: string) => boolean;
  /** The few items of most sessions. */
  readonly popular: ReadonlySet<string>;
}

/** Counts over lists as they are made. */
export class SlateSpread {
  private readonly shown = CUTS.map(() => new Set<string>());
  private readonly places = CUTS.map(() => 0);
  private readonly popularPlaces = CUTS.map(() => 0);

  constructor(private readonly catalogue: Catalogue) {}

  add(list: readonly string[]): void {
    CUTS.forEach((cut, at) => {
      const items = list.slice(0, cut);
      for (const item of items) if (this.catalogue.isKnown(item)) this.shown[at]?.add(item);
      this.places[at] = (this.places[at] ?? 0) + items.length;
      const popular = items.filter((item) => this.catalogue.popular.has(item)).length;
      this.popularPlaces[at] = (this.popularPlaces[at] ?? 0) + popular;
    });
  }

  spread(): Spread {
    return {
      coverage: byCut((at) => share(this.shown[at]?.size, this.catalogue.itemsCount)),
      popular: byCut((at) => share(this.popularPlaces[at], this.places[at])),
    };
  }
}

function byCut(valueOf: (at: number) => number): Record<Cut, number> {
  return Object.fromEntries(CUTS.map((cut, at) => [cut, valueOf(at)])) as Record<Cut, number>;
}

function share(part = 0, whole = 0): number {
  return whole === 0 ? 0 : part / whole;
}
