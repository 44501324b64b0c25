import fc from 'fast-check';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { recordWriter, writeRecordsAtOnce, type RecordWriter } from './kafka-record-writer.js';

const require = createRequire(import.meta.url);
const WRITER = 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
const original = require(WRITER) as RecordWriter;

const content = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
);
const delta = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer(), fc.maxSafeInteger());
const records = fc.record(
  {
    offsetDelta: fc.integer({ min: 0, max: 100_000 }),
    timestampDelta: delta,
    key: content,
    value: content,
    headers: fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), fc.string({ maxLength: 5 })),
  },
  { requiredKeys: [] },
);

describe('a record written for Kafka at once', () => {
  it('has the bytes that kafkajs writes', () => {
    const write = recordWriter(original);
    fc.assert(
      fc.property(records, (record) => {
        expect(write(record).buffer.equals(original(record).buffer)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves headers to kafkajs, which this service never sends', () => {
    let asked = 0;
    const write = recordWriter((record) => {
      asked++;
      return original(record);
    });
    write({ value: 'a' });
    expect(asked).toBe(0);
    write({ value: 'a', headers: { who: 'me' } });
    expect(asked).toBe(1);
  });

  it('is what kafkajs asks for from then on', () => {
    writeRecordsAtOnce();
    const now = require(WRITER) as RecordWriter;
    expect(now).not.toBe(original);
    expect(now({ key: 'k', value: 'v' }).buffer).toEqual(original({ key: 'k', value: 'v' }).buffer);
  });
});
