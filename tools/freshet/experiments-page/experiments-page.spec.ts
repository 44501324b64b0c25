import { describe, expect, it } from 'vitest';
import type { ExperimentReport } from '#libs/experiment-results';
import { parseExperiments, type Experiment } from '#libs/experiments';
import {
  METRICS,
  readOut,
  readPreference,
  type ExperimentSums,
  type MetricName,
  type Statistic,
} from '#libs/experiments/read-out';
import { describeReport } from '../experiments/report-text.js';
import { experimentsPage } from './experiments-page.js';

const MADE_AT = new Date(Date.UTC(2026, 10, 23, 12, 30));
const UNITS = 10_000;

function experiment(...lines: string[]): Experiment {
  const text = [
    'experiments:',
    '  - key: worth-it',
    '    hypothesis: <Personal> slates & popular ones differ',
    '    site: demo',
    '    status: running',
    '    variations: [{ key: control }, { key: popular }]',
    '    metrics: { guardrails: [watch-time] }',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
  return parseExperiments(text).experiments[0] ?? expect.fail('the file is right');
}

function sumsOf(rates: readonly number[], units: readonly number[] = [UNITS, UNITS]): ExperimentSums {
  const statisticOf = (rate: number, all: number): Statistic => ({
    kind: 'proportion',
    units: all,
    sum: Math.round(rate * all),
  });
  const variations = ['control', 'popular'].map((key, at) => {
    const all = units[at] ?? 0;
    const metrics = METRICS.map(({ name }) => [name, statisticOf(rates[at] ?? 0, all)]);
    return { key, units: all, metrics: Object.fromEntries(metrics) as Record<MetricName, Statistic> };
  });
  return { days: 3, unitsOfSeveral: 0, variations };
}

function reportOf(sums: ExperimentSums, fields: Partial<ExperimentReport> = {}): ExperimentReport {
  const of = experiment();
  const read = readOut(of, sums);
  const looks = [1, 2, 3].map((day) => ({
    until: `2026-11-2${day}T00:00:00.000Z`,
    estimates: [{ variation: 'popular', value: 0.1, interval: [0.1 - 0.3 / day, 0.1 + 0.3 / day] as const }],
  }));
  return {
    experiment: of,
    from: '2026-11-20T08:00:00.000Z',
    to: '2026-11-23T08:00:00.000Z',
    days: 3,
    leftOut: { test: 4, forced: 1, bots: 0, removed: 0 },
    readOut: read,
    preference: null,
    verdict: read.verdict,
    looks,
    ...fields,
  };
}

async function textOf(report: ExperimentReport): Promise<string> {
  return experimentsPage([report], MADE_AT);
}

describe('The page of an experiment', () => {
  it('needs nothing beside itself, and shows what was written as it stands', async () => {
    const page = await textOf(reportOf(sumsOf([0.2, 0.25])));
    expect(page).toContain('&lt;Personal&gt; slates &amp; popular ones differ');
    expect(page).not.toContain('<Personal>');
    expect(page).not.toMatch(/<(script|link|img)\b/);
    expect(page).not.toMatch(/(href|src)="(?!http:\/\/www\.w3\.org)/);
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).toContain('Made by Freshet on 2026-11-23 12:30 UTC.');
  });

  it('says first what to do, then why, then whether the numbers can be trusted', async () => {
    const page = await textOf(reportOf(sumsOf([0.2, 0.25])));
    const order = [
      'Keep it',
      'Keep popular: it raises clicks per slate',
      'What changed',
      'Can these numbers be trusted?',
    ];
    const places = order.map((text) => page.indexOf(text));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(page).toContain('<li class="fine">The split is as configured');
    expect(page).toContain('Left out: 4 of load tests and replays, 1 of testers who forced a variation.');
  });

  it('warns instead where units were lost', async () => {
    const page = await textOf(reportOf(sumsOf([0.2, 0.25], [UNITS, UNITS * 0.9])));
    expect(page).toContain('Do not trust these numbers');
    expect(page).toContain(
      '<li class="alarm">The split is not what was configured: 10000 control (50 % wanted)',
    );
  });

  it('is there before anything was seen', async () => {
    const none = { from: null, to: null, days: 0, looks: [] };
    const page = await textOf(reportOf(sumsOf([0, 0], [0, 0]), none));
    expect(page).toContain('Nobody has seen it yet.');
    expect(await experimentsPage([], MADE_AT)).toContain('No experiment has begun');
  });

  it('shows the votes of an interleaved experiment', async () => {
    const of = experiment('kind: interleave');
    const preference = readPreference(of, { first: 400, second: 600, undecided: 90 }, 3);
    const page = await textOf({
      ...reportOf(sumsOf([0.2, 0.2])),
      experiment: of,
      readOut: null,
      preference,
      verdict: preference.verdict,
    });
    expect(page).toContain('Keep popular: 60 % of 1000 votes are for popular');
    expect(page).toContain('sessions for control');
    expect(page).not.toContain('The split is');
  });
});

describe('The lines of a report', () => {
  it('say the same', () => {
    const lines = describeReport(reportOf(sumsOf([0.2, 0.25]))).join('\n');
    expect(lines).toContain('Keep popular: it raises clicks per slate by');
    expect(lines).toMatch(/clicks per slate \(primary\) +20\.00 % +25\.00 % +25 %/);
    expect(lines).toContain('split as configured: yes (p 1.000)');
    expect(lines).toContain('left out: 4 sessions of tests, 1 forced, 0 faster than people');
  });
});
