import { describe, expect, it } from 'vitest';
import { between, boundOfAll, countOf, histogramIn, quantileOf } from './scraped-histogram.js';

const scrape = (...counts: number[]): string => `# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.01",app="a"} ${counts[0]}
wait_seconds_bucket{le="0.02",app="a"} ${counts[1]}
wait_seconds_bucket{le="0.05",app="a"} ${counts[2]}
wait_seconds_bucket{le="+Inf",app="a"} ${counts[3]}
wait_seconds_sum{app="a"} 3
wait_seconds_count{app="a"} ${counts[3]}
other_bucket{le="0.01"} 7
`;
const of = (...counts: number[]): NonNullable<ReturnType<typeof histogramIn>> => {
  const histogram = histogramIn(scrape(...counts), 'wait_seconds');
  if (!histogram) throw new Error('no histogram');
  return histogram;
};

describe('a histogram of a scrape', () => {
  it('is told along a straight line within a bucket', () => {
    const histogram = of(10, 30, 40, 40);
    expect(quantileOf(histogram, 0.25)).toBeCloseTo(0.01);
    expect(quantileOf(histogram, 0.5)).toBeCloseTo(0.015);
    expect(quantileOf(histogram, 0.99)).toBeCloseTo(0.0488);
    expect(quantileOf(histogram, 0.1)).toBeCloseTo(0.004);
  });

  it('says the last bound where the value is above all bounds', () => {
    expect(quantileOf(of(0, 0, 1, 100), 0.99)).toBe(0.05);
  });

  it('says nothing of no observations', () => {
    expect(quantileOf(of(0, 0, 0, 0), 0.5)).toBeNull();
  });

  it('is bounded by the bucket of its largest observation', () => {
    expect(boundOfAll(of(10, 30, 30, 30))).toBe(0.02);
    expect(boundOfAll(of(10, 30, 40, 41))).toBe(Infinity);
    expect(boundOfAll(of(0, 0, 0, 0))).toBe(0);
  });

  it('skips empty buckets', () => {
    expect(quantileOf(of(0, 0, 10, 10), 0.5)).toBeCloseTo(0.035);
  });

  it('minus an earlier one is what was observed between', () => {
    const observed = between(of(10, 30, 40, 40), of(10, 40, 60, 60));
    expect(observed.counts).toEqual([0, 10, 20, 20]);
    expect(countOf(observed)).toBe(20);
  });

  it('of a process that began anew is what it has observed since', () => {
    expect(between(of(10, 30, 40, 40), of(1, 2, 3, 3)).counts).toEqual([1, 2, 3, 3]);
  });

  it('sums processes or labels', () => {
    const two = scrape(1, 2, 3, 4) + scrape(10, 20, 30, 40).replaceAll('app="a"', 'app="b"');
    expect(histogramIn(two, 'wait_seconds')?.counts).toEqual([11, 22, 33, 44]);
  });

  it('is missing where nothing has its name', () => {
    expect(histogramIn(scrape(1, 2, 3, 4), 'wait')).toBeUndefined();
  });
});
