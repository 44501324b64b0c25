import type { RecordBatch } from '#libs/event-log';
import { describe, expect, it } from 'vitest';
import { partsOf } from './partition-care.js';

function batchOf(...offsets: number[]): RecordBatch {
  const records = offsets.map((offset) => ({ offset, key: 'k', value: Buffer.alloc(0) }));
  return { topic: 'events', partition: 2, records, endOffset: 100 };
}

function cut(batch: RecordBatch, refoldTo?: number): unknown[] {
  return partsOf(batch, refoldTo).map(({ part, ...rest }) => ({
    ...rest,
    offsets: part.records.map((r) => r.offset),
  }));
}

describe('partsOf', () => {
  it('leaves a batch whole outside of a refold', () => {
    expect(cut(batchOf(4, 5, 9))).toEqual([{ offsets: [4, 5, 9], nextOffset: 10, refoldTo: undefined }]);
  });

  it('leaves a batch whole that lies on one side of where the refold ends', () => {
    expect(cut(batchOf(4, 5), 20)).toEqual([{ offsets: [4, 5], nextOffset: 6, refoldTo: 20 }]);
    expect(cut(batchOf(20, 21), 20)).toEqual([{ offsets: [20, 21], nextOffset: 22, refoldTo: undefined }]);
  });

  it('cuts a batch where the refold ends, and says so before anything beyond is folded', () => {
    expect(cut(batchOf(17, 19, 22), 20)).toEqual([
      { offsets: [17, 19], nextOffset: 20, refoldTo: 20 },
      { offsets: [22], nextOffset: 23, refoldTo: undefined },
    ]);
  });
});
