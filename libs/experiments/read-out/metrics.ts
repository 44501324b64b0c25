/** What a metric is made of: sums over a unit's slates, sessions or events, divided by another sum of the unit's. */
export interface Metric {
  /** Its name in the experiments file. */
  readonly name: string;
  /** In words a shop owner uses; reads after "raises" and "lowers". */
  readonly label: string;
  /** Counted per unit, divided by `per` over all units: a ratio metric unless every unit has exactly one of `per`. */
  readonly counted: string;
  readonly per: 'slate' | 'session';
}

/** Every metric that a readout has; more of each is better. */
export const METRICS = [
  {
    name: 'click-through',
    label: 'clicks per slate',
    counted: 'slates with at least one click',
    per: 'slate',
  },
  {
    name: 'session-click-through',
    label: 'sessions with a click',
    counted: 'sessions with at least one click',
    per: 'session',
  },
  {
    name: 'cart-adding',
    label: 'sessions with something in the cart',
    counted: 'sessions with at least one cart event',
    per: 'session',
  },
  {
    name: 'conversion',
    label: 'sessions with a purchase',
    counted: 'sessions with at least one purchase',
    per: 'session',
  },
  {
    name: 'value-per-session',
    label: 'value per session',
    counted: 'value of purchases',
    per: 'session',
  },
  {
    name: 'watch-time',
    label: 'watch time per session',
    counted: 'items watched, a part of one as its share',
    per: 'session',
  },
] as const satisfies readonly Metric[];

export type MetricName = (typeof METRICS)[number]['name'];
