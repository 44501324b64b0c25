/** Features cut into at most 256 bins, feature by feature. */
export interface FeatureBins {
  /** Bin of each row, by feature. */
  readonly bins: readonly Uint8Array[];
  /** By feature: the highest value of each bin but the last. A row goes left of bin b where its value is at most bounds[b]. */
  readonly bounds: readonly Float32Array[];
}

const BINS_MAX = 255;
/** Rows looked at to place the bounds. */
const SAMPLED_MAX = 100_000;

/** Bounds stand between values that occur, about as many rows in each bin. */
export function binFeatures(features: Float32Array, featuresCount: number): FeatureBins {
  const bounds = Array.from({ length: featuresCount }, (_, feature) =>
    boundsOf(sampleOf(features, featuresCount, feature)),
  );
  return { bounds, bins: bounds.map((one, feature) => binsOf(features, featuresCount, feature, one)) };
}

function sampleOf(features: Float32Array, featuresCount: number, feature: number): Float32Array {
  const rows = features.length / featuresCount;
  const step = Math.max(1, Math.ceil(rows / SAMPLED_MAX));
  const sample = new Float32Array(Math.ceil(rows / step));
  for (let at = 0; at < sample.length; at++) sample[at] = features[at * step * featuresCount + feature] ?? 0;
  return sample.sort();
}

/** @param sorted ascending. */
function boundsOf(sorted: Float32Array): Float32Array {
  const bounds: number[] = [];
  const perBin = sorted.length / BINS_MAX;
  let taken = 0;
  for (let at = 1; at < sorted.length && bounds.length < BINS_MAX - 1; at++) {
    const low = sorted[at - 1] ?? 0;
    const high = sorted[at] ?? 0;
    if (low === high || at - taken < perBin) continue;
    const middle = Math.fround((low + high) / 2);
    bounds.push(middle < high ? middle : low);
    taken = at;
  }
  return Float32Array.from(bounds);
}

function binsOf(
  features: Float32Array,
  featuresCount: number,
  feature: number,
  bounds: Float32Array,
): Uint8Array {
  const bins = new Uint8Array(features.length / featuresCount);
  for (let row = 0; row < bins.length; row++)
    bins[row] = binOf(features[row * featuresCount + feature] ?? 0, bounds);
  return bins;
}

/** How many bounds are below the value. */
function binOf(value: number, bounds: Float32Array): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
