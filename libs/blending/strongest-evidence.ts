/** Candidates by place, from 1. */
interface Gathered {
  readonly evidence: Float64Array;
  /** 1 for what must not be shown. */
  readonly blocked: Uint8Array;
  readonly count: number;
}

/** Sixteen steps from one power of two to the next: the upper half of a double's high word, read as little-endian. */
const STEPS_AN_OCTAVE = 16;
/** From 2^-64 on; what is less counts as that. */
const LEAST_EXPONENT = -64;
const EXPONENT_OF_ONE = 1023;
const FIRST_STEP = (EXPONENT_OF_ONE + LEAST_EXPONENT) * STEPS_AN_OCTAVE;
const STEPS = 128 * STEPS_AN_OCTAVE;
const LEAST_EVIDENCE = 2 ** LEAST_EXPONENT;

const double = new Float64Array(1);
const words = new Uint16Array(double.buffer);
const counts = new Uint16Array(STEPS);

/**
 * @returns evidence that at least `strongest` of the candidates that may be shown have, and few more: as much as steps of a sixteenth of an
 *   octave allow; 0 where no more than that have any. Counts by step instead of sorting.
 */
export function leastOfStrongest({ evidence, blocked, count }: Gathered, strongest: number): number {
  counts.fill(0);
  let highest = 0;
  for (let place = 1; place <= count; place++) {
    const spoken = evidence[place] ?? 0;
    if (spoken === 0 || blocked[place] === 1) continue;
    const step = stepOf(spoken);
    if (step > highest) highest = step;
    counts[step] = (counts[step] ?? 0) + 1;
  }
  let stronger = 0;
  for (let step = highest; step > 0; step--) {
    stronger += counts[step] ?? 0;
    if (stronger >= strongest) return startOf(step);
  }
  return 0;
}

function stepOf(spoken: number): number {
  double[0] = Math.max(spoken, LEAST_EVIDENCE);
  return Math.min((words[3] ?? 0) - FIRST_STEP, STEPS - 1);
}

/** @returns the least evidence of a step. */
function startOf(step: number): number {
  words.fill(0);
  words[3] = step + FIRST_STEP;
  return double[0] ?? 0;
}
