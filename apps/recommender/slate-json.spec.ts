import { slateSchema, type Slate } from '#libs/contracts';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { slateJson } from './slate-json.js';

const PLAIN: Slate = {
  site: 'demo',
  session: 's-1',
  slate: 'a5',
  strategy: 'session',
  items: [
    { item: 'm-"17"\\\n', score: -1.25, because: 'm-ü😀', source: 'next' },
    { item: 'm-2', score: 0, because: null, source: null },
  ],
  experiments: {},
  experimentsRevision: 'e3b0',
  tables: null,
  sessionEvents: 0,
  asOf: null,
  degraded: [],
};

const SLATES: readonly (readonly [string, Slate])[] = [
  ['plain', PLAIN],
  ['empty', { ...PLAIN, strategy: 'fixed', items: [] }],
  [
    'with all there is',
    {
      ...PLAIN,
      items: [{ item: 'm-1', score: 0.000001, because: 'm-1', source: 'again', team: 'learned' }],
      experiments: { 'is-it-worth-it': 'control', 'ünusual "key"': 'b' },
      forced: 'is-it-worth-it',
      tables: '2026-11-22T10-00-00Z-3f2a',
      sessionEvents: 12,
      asOf: '2026-11-22T10:03:04.512Z',
      after: { id: 'e-1', included: false },
      degraded: ['state', 'trees'],
    },
  ],
];

describe('the JSON of a slate', () => {
  it.each(SLATES)('is what JSON.stringify makes of one that is %s', (_, slate) => {
    expect(JSON.parse(slateJson(slate))).toEqual(JSON.parse(JSON.stringify(slate)));
  });

  it.each(SLATES)('is what the documentation says of one that is %s', (_, slate) => {
    const isDocumented = new Ajv({ strict: false, formats: { 'date-time': true } }).compile(slateSchema());
    expect(isDocumented(JSON.parse(slateJson(slate)))).toBe(true);
  });

  it('has scores to six digits after the point', () => {
    const [first] = PLAIN.items;
    const items = [{ item: 'm-1', because: null, source: null, ...first, score: -1.2345678901234567 }];
    const written = JSON.parse(slateJson({ ...PLAIN, items })) as Slate;
    expect(written.items[0]?.score).toBe(-1.234568);
  });
});
