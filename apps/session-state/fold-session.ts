import { advance, lacksBeginning, SESSION_RULES, type SessionState } from '#libs/session';
import type { PlacedRecord, RefusedRecord } from './sort-records.js';

export interface SessionFold {
  /** The same object as was loaded when nothing changed. */
  readonly state: SessionState | undefined;
  /** Records that changed the state. */
  readonly folded: readonly PlacedRecord[];
  /** Records that were known already. */
  readonly duplicates: number;
  readonly refused: readonly RefusedRecord[];
}

/** Folds a session's records into the state its store holds; one that was begun without a record of them is begun anew. */
export function foldSession(loaded: SessionState | undefined, records: readonly PlacedRecord[]): SessionFold {
  let state = loaded;
  const folded: PlacedRecord[] = [];
  const refused: RefusedRecord[] = [];
  for (const placed of records) {
    try {
      const base = state && lacksBeginning(state, placed.position) ? undefined : state;
      const next = advance(base, placed.record, placed.position, SESSION_RULES);
      if (next !== state) folded.push(placed);
      state = next;
    } catch (cause) {
      refused.push({ stored: placed.stored, cause });
    }
  }
  return { state, folded, duplicates: records.length - folded.length - refused.length, refused };
}
