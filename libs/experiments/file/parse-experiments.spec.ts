import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExperiments } from './parse-experiments.js';
import { describeProblem } from './problem.js';

const DELIVERED = readFileSync('config/experiments.yaml', 'utf8');

/** An experiment that is right, with lines of its own put in or instead. */
function fileWith(...lines: string[]): string {
  const nameOf = (line: string): string => line.slice(0, line.indexOf(':'));
  const all = new Map(
    [
      'key: a',
      'hypothesis: b',
      'site: demo',
      'status: draft',
      'variations: [{ key: x }, { key: y }]',
      ...lines,
    ].map((line) => [nameOf(line), line]),
  );
  return ['experiments:', '  -', ...[...all.values()].map((line) => `    ${line}`), ''].join('\n');
}

function problemsOf(text: string): string[] {
  return parseExperiments(text).problems.map((problem) => describeProblem(problem, 'f'));
}

describe('The experiments file', () => {
  it('is delivered with examples that are drafts, and change nothing', () => {
    const { experiments, problems } = parseExperiments(DELIVERED);
    expect(problems).toEqual([]);
    expect(experiments.map(({ key, status }) => [key, status])).toEqual([
      ['company-counts-twice', 'draft'],
      ['is-it-worth-it', 'draft'],
    ]);
  });

  it('fills in what may be left out', () => {
    expect(parseExperiments(fileWith()).experiments).toEqual([
      {
        key: 'a',
        hypothesis: 'b',
        site: 'demo',
        status: 'draft',
        kind: 'ab',
        unit: 'session',
        coverage: 1,
        variations: [{ key: 'x' }, { key: 'y' }],
        metrics: { primary: 'click-through', guardrails: [], minimumEffect: 0.05, withinHours: 24 },
      },
    ]);
  });

  it.each(['', '# nothing yet\n', 'experiments:\n', 'experiments: []\n'])('may be empty: %j', (text) => {
    expect(parseExperiments(text)).toMatchObject({ experiments: [], problems: [] });
  });

  it('is named by its text', () => {
    expect(parseExperiments('').revision).toBe('e3b0');
    expect(parseExperiments(DELIVERED).revision).toMatch(/^[0-9a-f]{4}$/);
    expect(parseExperiments(`${DELIVERED}#`).revision).not.toBe(parseExperiments(DELIVERED).revision);
  });

  it('takes every kind of override', () => {
    const override =
      '{ strategy: viewing, limit: 5, tables: v, filters: { seen: true, exclude: [m-1] }, sources: { together: false }, ' +
      'blend: { shrinkage: 3, epsilon: 0.1, again: { newest: 0 }, columns: { f1: 2 }, ' +
      'terms: [{ column: co, decay: { kind: geometric, rate: 0.5 }, weight: 1 }] } }';
    const text = fileWith(`variations: [{ key: x }, { key: y, override: ${override} }]`);
    const { experiments, problems } = parseExperiments(text);
    expect(problems).toEqual([]);
    expect(experiments[0]?.variations[1]?.override).toEqual({
      strategy: 'viewing',
      limit: 5,
      tables: 'v',
      filters: { seen: true, exclude: ['m-1'] },
      sources: { together: false },
      blend: {
        shrinkage: 3,
        epsilon: 0.1,
        again: { newest: 0 },
        columns: { f1: 2 },
        terms: [{ column: 'co', decay: { kind: 'geometric', rate: 0.5 }, byRarity: false, weight: 1 }],
      },
    });
  });
});

describe('A mistake in the experiments file', () => {
  it('is told with line, column and what was probably meant, together with all others', () => {
    const text = [
      'experiments:',
      '  - key: a',
      '    hypothesis: b',
      '    site: demo',
      '    status: runing',
      '    covrage: 0.5',
      '    variations:',
      '      - { key: x, weight: 0.6 }',
      '      - { key: x, weight: 0.6, override: { strategie: popular } }',
      '  - key: a',
      '    status: draft',
      '    variations: [{ key: x }, { key: y, strategy: popular }]',
      'experimnts: []',
      '',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      'f:5:13: experiments[0].status must be draft, running or stopped; it is "runing". Did you mean running?',
      'f:6:5: experiments[0] has the unknown key covrage. Did you mean coverage?',
      'f:8:7: experiments[0].variations must have weights that sum to 1; they sum to 1.2. Leave all weights out for equal shares.',
      'f:9:16: experiments[0].variations[1].key is x a second time. Choose another.',
      'f:9:44: experiments[0].variations[1].override has the unknown key strategie. Did you mean strategy?',
      'f:10:5: experiments[1].hypothesis is missing. It must be a text.',
      'f:10:5: experiments[1].site is missing. It must be a text.',
      'f:10:10: experiments[1].key is a a second time. Choose another.',
      'f:12:40: experiments[1].variations[1] has the unknown key strategy. It belongs under override.',
      'f:13:1: the file has the unknown key experimnts. Did you mean experiments?',
    ]);
  });

  it.each([
    ['key: Is It', 'f:3:10: experiments[0].key must be of a-z 0-9 -, not starting with -; it is "Is It".'],
    ['key: constructor', 'f:3:10: experiments[0].key must not be constructor: choose another.'],
    ['coverage: 2', 'f:8:15: experiments[0].coverage must be at most 1; it is 2.'],
    ['coverage: all', 'f:8:15: experiments[0].coverage must be a number; it is "all".'],
    ['hypothesis:', 'f:4:16: experiments[0].hypothesis has no value. It must be a text.'],
    [
      'variations: [{ key: x }]',
      'f:7:17: experiments[0].variations must have at least 2 entries; it is a list of 1.',
    ],
    [
      'namespace: { name: n, from: 0.5, to: 0.5 }',
      'f:8:16: experiments[0].namespace must end after it begins; it is 0.5 to 0.5.',
    ],
    [
      'variations: [{ key: x, weight: 1 }, { key: y }]',
      'f:7:41: experiments[0].variations[1] has no weight but others have. Give all a weight, or none.',
    ],
    [
      'metrics: { primary: clicks }',
      'f:8:25: experiments[0].metrics.primary must be click-through, session-click-through, cart-adding, conversion, value-per-session or watch-time; it is "clicks".',
    ],
    [
      'variations: [{ key: x }, { key: interleaved }]',
      'f:7:37: experiments[0].variations[1].key must not be interleaved: that means both.',
    ],
  ])('is understood: %s', (line, problem) => {
    expect(problemsOf(fileWith(line))).toEqual([problem]);
  });

  it('is told where a term of the blend has it', () => {
    const text = fileWith(
      'variations: [{ key: x }, { key: y, override: { blend: { terms: [{ column: f1, decay: { kind: geo }, weight: 1 }] } } }]',
    );
    expect(problemsOf(text)).toEqual([
      'f:7:98: experiments[0].variations[1].override.blend.terms[0].decay.kind must be only, geometric or reciprocal; it is "geo".',
    ]);
  });

  it('may be of the YAML itself', () => {
    expect(problemsOf('experiments:\n  - key: [a\n')[0]).toMatch(/^f:\d+:\d+: the file is not YAML: /);
    expect(problemsOf('experiments: !secret []\n')[0]).toMatch(/^f:1:\d+: the file is not YAML: /);
    expect(problemsOf('experiments: *nobody\n')[0]).toMatch(
      /^f:1:\d+: the file (is not YAML|can't be read): /,
    );
    expect(problemsOf('- a\n')).toEqual(['f:1:1: the file must be a mapping; it is a list of 1.']);
    expect(problemsOf('experiments: { a: 1 }\n')).toEqual([
      'f:1:14: experiments must be a list; it is a mapping.',
    ]);
  });

  it('may be that running experiments exclude each other in words only', () => {
    const experiment = (key: string, more: string): string =>
      `  - { key: ${key}, hypothesis: h, site: demo, status: running, ${more}, variations: [{ key: x }, { key: y }] }\n`;
    const text = [
      'experiments:\n',
      experiment('a', 'namespace: { name: n, from: 0, to: 0.6 }'),
      experiment('b', 'namespace: { name: n, from: 0.5, to: 1 }'),
      experiment('c', 'unit: visitor, namespace: { name: n, from: 0.6, to: 0.7 }'),
      experiment('d', 'kind: interleave'),
      experiment('e', 'kind: interleave'),
    ].join('');
    expect(problemsOf(text)).toEqual([
      'f:3:70: experiments[1].namespace overlaps that of a.',
      'f:4:85: experiments[2].namespace keeps nobody apart from a, whose unit is another. Use one unit.',
      'f:4:85: experiments[2].namespace keeps nobody apart from b, whose unit is another. Use one unit.',
      "f:6:65: experiments[4].kind can't be interleave while d interleaves the same slates. Stop one, or give both parts of one namespace.",
    ]);
  });

  it('may be a weight where two rankers share every slate', () => {
    const text = fileWith('kind: interleave', 'variations: [{ key: x, weight: 1 }, { key: y }, { key: z }]');
    expect(problemsOf(text)).toEqual([
      'f:7:17: experiments[0].variations must be two to interleave; there are 3.',
      'f:7:36: experiments[0].variations[0].weight means nothing when interleaving. Leave it out: both variations share every slate.',
    ]);
  });

  it('is never more than a problem: any text can be read', () => {
    const lines = DELIVERED.split('\n');
    const scraps = [
      ...lines,
      '',
      '  - &a [*a]',
      '  <<: *a',
      '__proto__: 1',
      'a: !!binary x',
      '? [x]',
      '\t',
      '- .nan',
    ];
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...scraps), { maxLength: 30 }).map((picked) => picked.join('\n')),
      fc
        .record({ at: fc.nat(lines.length - 1), scrap: fc.constantFrom(...scraps), cut: fc.nat(3) })
        .map(({ at, scrap, cut }) => lines.toSpliced(at, cut, scrap).join('\n')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { experiments, problems } = parseExperiments(text);
        expect(experiments.length === 0 || problems.length === 0).toBe(true);
        for (const { line, column } of problems) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(text.split('\n').length);
          expect(column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(['experiments: &a [*a]', 'experiments: [{ __proto__: 1 }]', 'a: &a { b: *a }'])(
    'may be a trick: %s',
    (text) => {
      expect(problemsOf(text).length).toBeGreaterThan(0);
    },
  );
});
