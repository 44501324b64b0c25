import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../apps/co-watch/index.js';
import { qualityTable } from './quality-table.js';

/** As much of an evaluation as the tables show. */
function evaluationOf(hr20: number, more: object = {}): Evaluation {
  const measures = { hr20, mrr20: hr20 / 2 };
  return {
    ours: { name: 'freshet', measures },
    parts: [],
    baselines: [],
    trainEvents: 113_601,
    items: 18_009,
    cases: 931,
    buildSeconds: 12.34,
    peakMemoryBytes: 512_000_000,
    bytesPerItem: 1_024,
    microsP50: 60.2,
    microsP99: 299.6,
    ...more,
  } as unknown as Evaluation;
}

describe('the quality table', () => {
  const whole = evaluationOf(0.56789, {
    parts: [{ name: 'first score', measures: { hr20: 0.5, mrr20: 0.2 }, microsP50: 40, microsP99: 200 }],
    baselines: [{ name: 'vstan', measures: { hr20: 0.528, mrr20: 0.188 } }],
  });
  const others = [evaluationOf(0.51), evaluationOf(0.52), evaluationOf(0.53)];
  const lines = qualityTable([
    { set: 'a', evaluations: [whole, ...others] },
    { set: 'b', evaluations: [evaluationOf(0.6), ...others] },
  ]).split('\n');
  const cellsOf = (name: string): string[] | undefined =>
    lines
      .find((line) => line.startsWith(`| ${name} `))
      ?.split('|')
      .slice(2, -1)
      .map((cell) => cell.trim());

  it('has a column a set, and a row a way of learning', () => {
    expect(cellsOf('HR@20 / MRR@20, %')).toEqual(['a', 'b']);
    expect(cellsOf('Freshet')).toEqual(['56.79 / 28.39', '60.00 / 30.00']);
    expect(cellsOf('without the embedding')).toEqual(['51.00 / 25.50', '51.00 / 25.50']);
    expect(cellsOf('nothing learned, counted tables only')).toEqual(['53.00 / 26.50', '53.00 / 26.50']);
    expect(cellsOf('vstan')).toEqual(['52.80 / 18.80', '']);
  });

  it('leaves the cell of a set empty that learned no trees', () => {
    expect(cellsOf('without the trees')).toEqual(['50.00 / 20.00', '']);
    expect(cellsOf('without trees')).toEqual(['40 / 200', '']);
  });

  it('says what it cost', () => {
    expect(cellsOf('seconds to count and learn')?.[0]).toBe('12');
    expect(cellsOf('memory at most, MB')?.[0]).toBe('512');
    expect(cellsOf('bytes an item')?.[0]).toBe('1,024');
    expect(cellsOf('a slate, p50 / p99, µs')?.[0]).toBe('60 / 300');
  });
});
