import type { Random } from '#libs/demo';
import type { RatioStatistic } from './statistic.js';

/** What a simulated variation does to its units. */
export interface SimulatedVariation {
  /** Probability that a slate is clicked by a unit of middling eagerness. */
  readonly rate: number;
  /** Probability that a unit's first slate reaches the history. */
  readonly recorded?: number;
}

interface MutableRatio {
  kind: 'ratio';
  units: number;
  numerator: { sum: number; sumSquares: number };
  denominator: { sum: number; sumSquares: number };
  sumOfProducts: number;
}

/** Units that come, are assigned by a coin, see some slates and click on some, an eager unit on many: sums by variation. */
export class SimulatedTraffic {
  readonly groups: readonly [MutableRatio, MutableRatio] = [nobody(), nobody()];

  constructor(
    private readonly random: Random,
    private readonly variations: readonly [SimulatedVariation, SimulatedVariation],
  ) {}

  /** Units of both variations together. */
  arrive(units: number): void {
    for (let unit = 0; unit < units; unit++) {
      const at = this.random.chance(0.5) ? 1 : 0;
      const { rate, recorded = 1 } = this.variations[at];
      if (recorded === 1 || this.random.chance(recorded)) this.visit(this.groups[at], rate);
    }
  }

  get counts(): [number, number] {
    return [this.groups[0].units, this.groups[1].units];
  }

  private visit(group: MutableRatio, rate: number): void {
    const { random } = this;
    const slates = 1 + Math.floor(random.exponential(2));
    const eager = rate * random.between(0, 2);
    let clicked = 0;
    for (let slate = 0; slate < slates; slate++) if (random.chance(eager)) clicked++;
    group.units++;
    group.numerator.sum += clicked;
    group.numerator.sumSquares += clicked ** 2;
    group.denominator.sum += slates;
    group.denominator.sumSquares += slates ** 2;
    group.sumOfProducts += clicked * slates;
  }
}

function nobody(): MutableRatio & RatioStatistic {
  const nothing = (): MutableRatio['numerator'] => ({ sum: 0, sumSquares: 0 });
  return { kind: 'ratio', units: 0, numerator: nothing(), denominator: nothing(), sumOfProducts: 0 };
}
