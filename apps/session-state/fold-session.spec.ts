import { arbitraryStream, eventRecord, fold, folded, positioned, type PositionedRecord } from '#libs/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldSession } from './fold-session.js';
import type { PlacedRecord } from './sort-records.js';

function placed({ record, position }: PositionedRecord): PlacedRecord {
  return { record, position, stored: { offset: position.offset, key: '', value: Buffer.alloc(0) } };
}

function stream(count: number): PositionedRecord[] {
  return positioned(Array.from({ length: count }, () => eventRecord()));
}

describe('foldSession', () => {
  it('equals the fold of the whole stream, batch after batch', () => {
    fc.assert(
      fc.property(arbitraryStream, fc.nat(), (records, cut) => {
        const first = foldSession(undefined, records.slice(0, cut % records.length).map(placed));
        const second = foldSession(first.state, records.slice(cut % records.length).map(placed));
        expect(second.state).toEqual(fold(records));
        expect(first.folded.length + first.duplicates).toBe(cut % records.length);
      }),
    );
  });

  it('returns the same object when every record was known', () => {
    const records = stream(3);
    const state = folded(records);
    const again = foldSession(state, records.map(placed));
    expect(again.state).toBe(state);
    expect(again).toMatchObject({ folded: [], duplicates: 3, refused: [] });
  });

  it('refuses a record that advance cannot take and folds the others', () => {
    const [first, poison, last] = stream(3).map(placed) as [PlacedRecord, PlacedRecord, PlacedRecord];
    const broken = { ...poison, record: { ...poison.record, id: undefined } } as unknown as PlacedRecord;
    const fault = foldSession(undefined, [first, broken, last]);
    expect(fault.refused).toMatchObject([{ stored: poison.stored, cause: expect.any(TypeError) }]);
    expect(fault.state?.counts.view).toBe(2);
  });

  it('begins anew where a record stands before the one a state was begun with', () => {
    const records = stream(6);
    const half = folded(records.slice(4));
    expect(foldSession(half, records.map(placed)).state).toEqual(folded(records));
  });
});
