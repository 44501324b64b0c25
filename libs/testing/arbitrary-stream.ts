import { EVENT_TYPES, type SessionLogRecord } from '#libs/contracts';
import * as fc from 'fast-check';
import { at, SOME_SESSION, SOME_TIME_MS, tombstone, type PositionedRecord } from './builders.js';

const DAY_MS = 86_400_000;

/** Few ids, so that senders repeat themselves; few items, so that visitors come back to them. */
const arbitraryRecord: fc.Arbitrary<SessionLogRecord> = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 9 }).map((n) => tombstone({ id: `tombstone-${n}` })) },
  {
    weight: 30,
    arbitrary: fc
      .record({
        id: fc.integer({ min: 0, max: 60 }),
        type: fc.constantFrom(...EVENT_TYPES),
        item: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined, freq: 8 }),
        progress: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
        // Clocks that jump by days, and late events.
        ts: fc.integer({ min: -3 * DAY_MS, max: 3 * DAY_MS }),
        receivedAt: fc.integer({ min: 0, max: DAY_MS }),
      })
      .map(({ id, type, item, progress, ts, receivedAt }) => ({
        ...SOME_SESSION,
        id: `event-${String(id).padStart(4, '0')}`,
        type,
        ...(item === undefined ? {} : { item: `item-${item}` }),
        ...(progress === undefined ? {} : { progress }),
        ts: SOME_TIME_MS + ts,
        receivedAt: SOME_TIME_MS + receivedAt,
      })),
  },
);

/** A session's records as its partition holds them: rising offsets with gaps, some ids more than once. */
export const arbitraryStream: fc.Arbitrary<PositionedRecord[]> = fc
  .array(fc.tuple(arbitraryRecord, fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 200 })
  .map((steps) => {
    let offset = 0;
    return steps.map(([record, gap]) => ({ record, position: at((offset += gap)) }));
  });
