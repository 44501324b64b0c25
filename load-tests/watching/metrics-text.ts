/** One sample of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{([^}]*)\})? (\S+)$/gm;

/** @returns the samples of a scrape, in its order. See Prometheus, "Exposition formats". */
export function* samplesIn(text: string): Generator<Sample> {
  for (const [, name = '', labels = '', value] of text.matchAll(SAMPLE))
    yield { name, labels, value: Number(value) };
}
