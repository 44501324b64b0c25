/** A smooth function: writes its gradient at a point and returns its value there. */
export type Differentiable = (point: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly steps: number;
}

/** Steps remembered to model the curvature. */
const MEMORY = 10;
/** Share of the promised descent that a step has to keep (Armijo). */
const SUFFICIENT = 1e-4;
const HALVINGS_MAX = 25;
/** A step that gains a smaller share of the value is the last. */
const TOLERANCE = 1e-7;

interface Remembered {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 / (step · change). */
  readonly rho: number;
}

/**
 * L-BFGS with a halving line search (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5). Steps whose curvature
 * is not positive are not remembered, so every direction descends.
 */
export function minimize(
  of: Differentiable,
  start: Float64Array,
  stepsMax: number,
  onStep: (steps: number) => void = () => undefined,
): Minimum {
  let point = start.slice();
  let gradient = new Float64Array(start.length);
  let value = of(point, gradient);
  const memory: Remembered[] = [];
  let steps = 0;
  for (; steps < stepsMax; steps++) {
    const direction = descentOf(gradient, memory);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) break;
    const found = search(of, point, direction, value, slope, memory.length === 0 ? firstLength(gradient) : 1);
    if (!found) break;
    remember(memory, point, gradient, found);
    const gain = value - found.value;
    ({ point, gradient, value } = found);
    onStep(steps + 1);
    if (gain <= TOLERANCE * Math.max(1, Math.abs(value))) break;
  }
  return { point, value, steps };
}

interface Found {
  readonly point: Float64Array<ArrayBuffer>;
  readonly gradient: Float64Array<ArrayBuffer>;
  readonly value: number;
}

function search(
  of: Differentiable,
  from: Float64Array,
  direction: Float64Array,
  value: number,
  slope: number,
  firstTry: number,
): Found | undefined {
  let length = firstTry;
  for (let halving = 0; halving < HALVINGS_MAX; halving++, length /= 2) {
    const point = from.map((at, i) => at + length * (direction[i] ?? 0));
    const gradient = new Float64Array(point.length);
    const reached = of(point, gradient);
    if (reached <= value + SUFFICIENT * length * slope) return { point, gradient, value: reached };
  }
  return undefined;
}

/** Minus the gradient times the modelled inverse curvature: the two loops. */
function descentOf(gradient: Float64Array, memory: readonly Remembered[]): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const alphas: number[] = [];
  for (const { step, change, rho } of memory.toReversed()) {
    const alpha = rho * dot(step, direction);
    alphas.unshift(alpha);
    add(direction, change, -alpha);
  }
  const newest = memory.at(-1);
  if (newest) scale(direction, 1 / (newest.rho * dot(newest.change, newest.change)));
  memory.forEach(({ step, change, rho }, at) =>
    add(direction, step, (alphas[at] ?? 0) - rho * dot(change, direction)),
  );
  return direction;
}

function remember(memory: Remembered[], point: Float64Array, gradient: Float64Array, found: Found): void {
  const step = found.point.map((value, i) => value - (point[i] ?? 0));
  const change = found.gradient.map((value, i) => value - (gradient[i] ?? 0));
  const curvature = dot(step, change);
  if (curvature <= 1e-12 * dot(change, change)) return;
  memory.push({ step, change, rho: 1 / curvature });
  if (memory.length > MEMORY) memory.shift();
}

function firstLength(gradient: Float64Array): number {
  return 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let at = 0; at < to.length; at++) to[at] = (to[at] ?? 0) + times * (what[at] ?? 0);
}

function scale(values: Float64Array, factor: number): void {
  for (let at = 0; at < values.length; at++) values[at] = (values[at] ?? 0) * factor;
}
