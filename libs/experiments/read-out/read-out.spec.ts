import { describe, expect, it } from 'vitest';
import { experiment } from '../assign/experiment.fixture.js';
import { METRICS, type MetricName } from './metrics.js';
import { readOut, type ReadOut } from './read-out.js';
import type { ExperimentSums, VariationSums } from './readings.js';
import type { Statistic } from './statistic.js';

const UNITS = 10_000;

/** A variation whose metrics are all a share of its units; `rates` for those that are not 0.2. */
function sums(key: string, rates: Partial<Record<MetricName, number>> = {}, units = UNITS): VariationSums {
  const statisticOf = (name: MetricName): Statistic => ({
    kind: 'proportion',
    units,
    sum: Math.round(units * (rates[name] ?? 0.2)),
  });
  const metrics = Object.fromEntries(METRICS.map(({ name }) => [name, statisticOf(name)]));
  return { key, units, metrics: metrics as Record<MetricName, Statistic> };
}

function read(variations: readonly VariationSums[], more: Partial<ExperimentSums> = {}): ReadOut {
  const of = experiment({
    variations: variations.map(({ key }) => ({ key })),
    metrics: { primary: 'click-through', guardrails: ['watch-time'], minimumEffect: 0.05, withinHours: 24 },
  });
  return readOut(of, { days: 10, unitsOfSeveral: 0, variations, ...more });
}

describe('The verdict', () => {
  it('is to keep what is better', () => {
    expect(read([sums('control'), sums('new', { 'click-through': 0.25 })]).verdict).toEqual({
      decision: 'keep',
      variation: 'new',
      moreDays: null,
      sentence: 'Keep new: it raises clicks per slate by 15 % to 35 %.',
    });
  });

  it('is to stop what is worse', () => {
    const { decision, sentence } = read([sums('control'), sums('new', { 'click-through': 0.15 })]).verdict;
    expect(decision).toBe('stop');
    expect(sentence).toMatch(/^Stop new: it lowers clicks per slate by \d+ % to \d+ %\.$/);
  });

  it('is to stop what harms a guardrail, however many clicks it gets', () => {
    const { verdict } = read([sums('control'), sums('new', { 'click-through': 0.25, 'watch-time': 0.15 })]);
    expect(verdict.decision).toBe('stop');
    expect(verdict.sentence).toMatch(/^Stop new: it lowers watch time per session, a guardrail, by /);
  });

  it('is to stop what makes no difference worth having', () => {
    const { verdict } = read([sums('control', {}, 1e6), sums('new', {}, 1e6)]);
    expect(verdict.decision).toBe('stop');
    expect(verdict.sentence).toContain('less than 5 %, which you said is not worth acting on');
  });

  it('is to wait, and how long, where nothing is certain yet', () => {
    const { decision, moreDays, sentence } = read([sums('control'), sums('new')]).verdict;
    expect(decision).toBe('wait');
    expect(moreDays).toBeGreaterThan(10);
    expect(moreDays).toBeLessThan(60);
    expect(sentence).toMatch(
      /^Wait about \d+ more days: by then a change of 5 % or more would show\. new may change/,
    );
  });

  it('is that a site is too small for a change that would take years to see', () => {
    const few = [sums('control', {}, 150), sums('new', {}, 150)];
    const { decision, moreDays, sentence } = read(few, { days: 100 }).verdict;
    expect([decision, moreDays]).toEqual(['wait', null]);
    expect(sentence).toContain("can't be seen within a year");
  });

  it('is to wait where there are too few units for any interval, and where there are none', () => {
    const few = [sums('control', {}, 50), sums('new', { 'click-through': 1 }, 50)];
    expect(read(few).verdict).toMatchObject({ decision: 'wait' });
    expect(read([sums('control', {}, 0), sums('new', {}, 0)], { days: 0 }).verdict).toMatchObject({
      decision: 'wait',
      moreDays: null,
    });
  });

  it('is not to trust numbers whose units are not split as configured', () => {
    const { verdict, sampleRatio } = read([sums('control'), sums('new', { 'click-through': 0.25 }, 9500)]);
    expect(sampleRatio).toMatchObject({ isAlarm: true });
    expect(verdict).toMatchObject({ decision: 'distrust', variation: null });
  });

  it('is not to trust numbers of units that saw several variations', () => {
    const { verdict, several } = read([sums('control'), sums('new')], { unitsOfSeveral: 300 });
    expect(several).toEqual({ units: 300, share: 300 / 20_300, isAlarm: true });
    expect(verdict.sentence).toContain('1.5 % of the units saw several variations');
  });
});

describe('A readout of several variations', () => {
  const reading = read([
    sums('control'),
    sums('better', { 'click-through': 0.22 }),
    sums('best', { 'click-through': 0.23 }),
    sums('same'),
  ]);

  it('keeps the best of those that are better', () => {
    expect(reading.verdict).toMatchObject({ decision: 'keep', variation: 'best' });
  });

  it('corrects for there being several, and names how', () => {
    const primary = reading.variations.map(({ readings }) => readings.find(({ role }) => role === 'primary'));
    const raw = primary.map((metric) => metric?.comparison?.pValue ?? NaN);
    // Holm: the smallest of three counts three times, the next twice, the last once; never below one before it.
    const holm = [2 * (raw[0] ?? NaN), 3 * (raw[1] ?? NaN), raw[2] ?? NaN];
    primary.forEach((metric, at) => {
      expect(metric?.correctedPValue).toBeCloseTo(holm[at] ?? NaN, 12);
    });
    expect(reading.correction).toBe('Holm for p-values, Bonferroni for intervals, 3 comparisons');
    expect(read([sums('control'), sums('new')]).correction).toBe('none: one comparison');
  });

  it('makes wider intervals than one of the same two alone', () => {
    const alone = read([sums('control'), sums('better', { 'click-through': 0.22 })]);
    const widthOf = ({ variations }: ReadOut): number => {
      const [low, high] = variations[0]?.readings[0]?.comparison?.sequentialInterval ?? [0, 0];
      return high - low;
    };
    expect(widthOf(reading)).toBeGreaterThan(widthOf(alone));
  });

  it('has every metric of every variation beside the control', () => {
    expect(reading.control).toEqual({ key: 'control', units: UNITS });
    expect(reading.variations.map(({ key }) => key)).toEqual(['better', 'best', 'same']);
    expect(reading.variations[0]?.readings.map(({ metric, role }) => [metric, role])).toEqual([
      ['click-through', 'primary'],
      ['session-click-through', 'other'],
      ['cart-adding', 'other'],
      ['conversion', 'other'],
      ['value-per-session', 'other'],
      ['watch-time', 'guardrail'],
    ]);
  });
});
