import { advance, SESSION_RULES } from '#libs/session';
import {
  arbitraryStream,
  at,
  eventRecord,
  fold,
  folded,
  positioned,
  type PositionedRecord,
} from '#libs/testing';
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

  describe('while a partition is read again', () => {
    const records = stream(10);
    const refoldTo = 6;
    // Records 3 to 5 were lost with the store's memory; record 8 was folded onto what was left.
    const withHole = advance(folded(records.slice(0, 3)), eventRecord(), at(8), SESSION_RULES);

    it('does not trust a state that stands beyond what had been folded: its middle may be missing', () => {
      expect(foldSession(withHole, records.slice(0, 6).map(placed), refoldTo).state).toEqual(
        folded(records.slice(0, 6)),
      );
    });

    it('trusts a state from before, and what it has folded again itself', () => {
      const state = folded(records.slice(0, 5));
      expect(foldSession(state, records.slice(0, 5).map(placed), refoldTo).state).toBe(state);
      const once = foldSession(withHole, records.slice(0, 4).map(placed), refoldTo).state;
      expect(foldSession(once, records.slice(0, 4).map(placed), refoldTo).state).toBe(once);
    });

    it('begins nothing anew for records beyond what had been folded', () => {
      const state = folded(records.slice(0, 8));
      expect(foldSession(state, records.slice(7, 9).map(placed), refoldTo).state).toEqual(
        folded(records.slice(0, 9)),
      );
    });
  });
});
