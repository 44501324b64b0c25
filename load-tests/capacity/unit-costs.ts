import { median } from '../comparison.js';
import type { RunRecord } from '../results/run-record.js';
import type { UnitCosts } from './capacity.js';

/** Figures of a report that capacity is computed from. */
const FIGURES = {
  readMicros: 'read: CPU a read at saturation, µs',
  collectedPerCore: 'collect: collector, events/s on one core',
  foldedPerCore: 'consume: session-state, events/s on one core',
  sessionBytes: 'consume: bytes of Redis a session',
  storeMicros: 'consume: CPU of Redis an event, µs',
} as const;

type Measured = keyof typeof FIGURES;

/**
 * @returns what a report measured of each unit of work, medians of its rounds.
 * @throws Error when the run is no report that has them all.
 */
export function unitCostsOf({ comparisons, scenario }: RunRecord): Pick<UnitCosts, Measured> {
  const valueOf = (figure: string): number => {
    const cost = median(comparisons.find((each) => each.figure === figure)?.values ?? []);
    if (Number.isNaN(cost)) {
      throw new Error(
        `This run of ${scenario} has no "${figure}". Give the JSON file of \`npm run load -- report\`, all of whose parts were measured.`,
      );
    }
    return cost;
  };
  const costs = Object.entries(FIGURES).map(([name, figure]) => [name, valueOf(figure)]);
  return Object.fromEntries(costs) as Record<Measured, number>;
}
