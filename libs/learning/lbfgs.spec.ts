import { describe, expect, it } from 'vitest';
import { minimize, type Differentiable } from './lbfgs.js';

/** Rosenbrock's valley, curved and flat along its floor: least at (1, 1). */
const valley: Differentiable = (point, gradient) => {
  const [x = 0, y = 0] = point;
  gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
  gradient[1] = 200 * (y - x * x);
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
};

describe('minimize', () => {
  it('finds the bottom of a curved valley', () => {
    const { point, value, steps } = minimize(valley, Float64Array.of(-1.2, 1), 200);
    expect(point[0]).toBeCloseTo(1, 3);
    expect(point[1]).toBeCloseTo(1, 3);
    expect(value).toBeLessThan(1e-6);
    expect(steps).toBeLessThan(100);
  });

  it('needs about as many steps as dimensions for a bowl of any lengths', () => {
    const bowl: Differentiable = (point, gradient) =>
      point.reduce((sum, x, at) => {
        gradient[at] = 2 * 10 ** at * (x - at);
        return sum + 10 ** at * (x - at) ** 2;
      }, 0);
    const { point } = minimize(bowl, new Float64Array(5).fill(7), 60);
    point.forEach((x, at) => expect(x).toBeCloseTo(at, 2));
  });

  it('never goes up, and stops where it is told', () => {
    let before = Infinity;
    for (let steps = 0; steps < 12; steps++) {
      const { value, steps: taken } = minimize(valley, Float64Array.of(-1.2, 1), steps);
      expect(value).toBeLessThanOrEqual(before);
      expect(taken).toBeLessThanOrEqual(steps);
      before = value;
    }
  });

  it('stays at a bottom, and where no step helps', () => {
    expect(minimize(valley, Float64Array.of(1, 1), 10)).toMatchObject({ value: 0, steps: 0 });
    const lie: Differentiable = (point, gradient) => {
      gradient[0] = 1;
      return -(point[0] ?? 0);
    };
    expect(minimize(lie, Float64Array.of(3), 10)).toMatchObject({ value: -3, steps: 0 });
  });
});
