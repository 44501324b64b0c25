/** What experiments found. Apart from the rest of the library: it carries a statistics library that nobody needs who only serves. */
export type { Interval } from './compare.js';
export { METRICS, type Metric, type MetricName } from './metrics.js';
export { ALPHA, readOut, type ReadOut } from './read-out.js';
export type { ExperimentSums, VariationSums } from './readings.js';
export { meanOf, type Statistic } from './statistic.js';
export { unitsNeeded } from './units-needed.js';
export type { Verdict } from './verdict.js';
export { labelOf, percent } from './words.js';
export { readPreference, type PreferenceReadOut } from '../interleave/read-preference.js';
export { creditOf, votesOf, type Credit, type Votes } from '../interleave/preference.js';
