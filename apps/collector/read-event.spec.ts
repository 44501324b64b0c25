import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClickstreamEvent, compileRules, EVENT_TYPES, EventBatch, LIMITS } from '#libs/contracts';
import { isRejection, readEvent, type BatchContext } from './read-event.js';

const BATCH: BatchContext = { site: 'demo', receivedAt: 1_763_900_000_000, correctionMs: 0, test: false };
const SEED = 20_261_122;
const id = fc
  .stringMatching(/^[A-Za-z0-9_-]{8}$/)
  .map((eight) => eight.repeat(1 + (eight.charCodeAt(0) % 8)));
const text = fc.string({ unit: 'grapheme', maxLength: 6 });
const wholeOf = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** What a well-behaved sender may say, field by field; not every type may leave out what it is given here. */
const FIELDS = {
  id,
  session: id,
  visitor: fc.option(id, { nil: undefined }),
  user: fc.option(id, { nil: undefined }),
  type: fc.constantFrom(...EVENT_TYPES),
  item: fc.stringMatching(/^[a-z0-9 é漢🎬-]{1,4}$/u),
  ts: wholeOf(LIMITS.timestampMsMin, LIMITS.timestampMsMax),
  slate: fc.option(id, { nil: undefined }),
  position: fc.option(wholeOf(0, LIMITS.slatePositionMax), { nil: undefined }),
  progress: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  value: fc.option(fc.double({ min: 0, max: LIMITS.eventValueMax, noNaN: true }), { nil: undefined }),
  quantity: fc.option(wholeOf(1, LIMITS.eventQuantityMax), { nil: undefined }),
  name: fc.option(text, { nil: undefined }),
  page: fc.option(text, { nil: undefined }),
  referrer: fc.option(text, { nil: undefined }),
};
const honest = fc.record(FIELDS);

/** Values that lie at a rule's edge, or that some check might take for something else. */
const HOSTILE: readonly unknown[] = [
  ...[
    undefined,
    null,
    true,
    false,
    '',
    ' ',
    '0',
    '1',
    'null',
    'view',
    'slate',
    'session-deleted',
    '__proto__',
  ],
  ...[0, -0, 1, -1, 0.5, 1.000_000_1, NaN, Infinity, -Infinity, 2 ** 53, 1e308, 5e-324],
  ...[
    LIMITS.timestampMsMax,
    LIMITS.timestampMsMax + 1,
    LIMITS.slatePositionMax + 1,
    LIMITS.eventValueMax + 1,
  ],
  ...['a'.repeat(7), 'a'.repeat(8), 'a'.repeat(64), 'a'.repeat(65), 'abcdefgh\n', '\nabcdefgh', 'abcdefgé'],
  ...['é'.repeat(128), 'é'.repeat(129), '漢'.repeat(86), 'x'.repeat(256), 'x'.repeat(257), 'x'.repeat(2049)],
  ...['\ud800', '\udc00a', 'a\ud83c', '\u0000', 'a\u007f', 'a\u009f', '\u2028', '🎬', '\ufeff'],
  ...[[], ['view'], ['abcdefgh'], {}, { length: 3 }, [[]], [1], { toString: 'view' }, { valueOf: 1 }],
];
const field = fc.constantFrom(...(Object.keys(FIELDS) as (keyof typeof FIELDS)[]));
const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue({ maxDepth: 2 }), text);

/** An honest event of which some fields are something else, or not there. */
const mutated = fc
  .tuple(honest, fc.array(fc.tuple(field, hostile), { minLength: 1, maxLength: 3 }))
  .map(([event, changes]) => ({ ...event, ...Object.fromEntries(changes) }));
const anything = fc.oneof(fc.dictionary(field, hostile), hostile, fc.object({ maxDepth: 2 }));
const event: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: honest, weight: 4 },
  { arbitrary: mutated, weight: 5 },
  { arbitrary: anything, weight: 1 },
);

/** What class-validator alone says of an event. */
function messagesOf(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return 'the event must be an object';
  const known = Object.entries(given).filter(([name, value]) => name in FIELDS && value !== undefined);
  const problems = validateSync(Object.assign(new ClickstreamEvent(), Object.fromEntries(known)));
  return problems.length === 0
    ? undefined
    : problems.flatMap(({ constraints }) => Object.values(constraints ?? {})).join('; ');
}

describe('reading an event', () => {
  it('says of 100,000 events what class-validator says of them, word for word', () => {
    const verdicts = { accepted: 0, refused: 0 };
    for (const given of fc.sample(event, { numRuns: 100_000, seed: SEED })) {
      const expected = messagesOf(given);
      const reading = readEvent(given, BATCH);
      const said = isRejection(reading) ? reading.message : undefined;
      if (said !== expected) expect(said, JSON.stringify(given)).toBe(expected);
      verdicts[said === undefined ? 'accepted' : 'refused'] += 1;
    }
    // Both sides are well met: a generator that only ever made one kind would prove nothing.
    expect(verdicts.accepted).toBeGreaterThan(10_000);
    expect(verdicts.refused).toBeGreaterThan(10_000);
  }, 120_000);

  it('takes the short way to the same verdict, field by field, at every edge', () => {
    const keepsRules = compileRules(ClickstreamEvent);
    const [base] = fc.sample(honest, { numRuns: 1, seed: SEED });
    for (const name of Object.keys(FIELDS)) {
      for (const value of HOSTILE) {
        for (const type of EVENT_TYPES) {
          const given = Object.assign(new ClickstreamEvent(), base, { type }, { [name]: value });
          expect(keepsRules(given), `${name} ${JSON.stringify(value)} ${type}`).toBe(
            validateSync(given).length === 0,
          );
        }
      }
    }
  });
});

describe('reading the batch around events', () => {
  it('comes to the same verdict by the short way', () => {
    const keepsRules = compileRules(EventBatch);
    const batch = fc.record({
      site: fc.oneof(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/), hostile),
      sentAt: fc.oneof(wholeOf(0, LIMITS.timestampMsMax), hostile),
      test: fc.oneof(fc.boolean(), hostile),
      dropped: fc.oneof(wholeOf(0, LIMITS.droppedEventsMax), hostile),
      events: hostile,
    });
    const verdicts = new Set<boolean>();
    for (const given of fc.sample(batch, { numRuns: 10_000, seed: SEED })) {
      const known = Object.entries(given).filter(([, value]) => value !== undefined);
      const read = Object.assign(new EventBatch(), Object.fromEntries(known));
      const verdict = keepsRules(read);
      verdicts.add(verdict);
      if (verdict !== (validateSync(read).length === 0))
        expect.fail(`not so of class-validator: ${JSON.stringify(given)}`);
    }
    expect(verdicts.size).toBe(2);
  });
});
