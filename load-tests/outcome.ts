import type { Comparison } from './comparison.js';

/** What a scenario found: the figures that are judged, and what is shown beside them. */
export interface Outcome {
  readonly comparisons: readonly Comparison[];
  readonly charts: readonly Chart[];
  /** Requests that failed, by kind: `429`, `timeout`, `connection`. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Lines over one axis. */
export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** What the lines are held to, in units of y. */
  readonly limits?: readonly { readonly label: string; readonly y: number }[];
}

export interface Axis {
  /** With its unit: `latency, ms`. */
  readonly label: string;
  readonly isLogarithmic?: boolean;
}

export interface Line {
  readonly name: string;
  /** In order of x. */
  readonly points: readonly (readonly [x: number, y: number])[];
}
