import { advance, lacksBeginning, SESSION_RULES, type LogPosition, type SessionState } from '#libs/session';
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

/**
 * Folds a session's records into the state its store holds.
 * @param refoldTo while the partition is read again after a loss: where it had been folded to.
 */
export function foldSession(
  loaded: SessionState | undefined,
  records: readonly PlacedRecord[],
  refoldTo?: number,
): SessionFold {
  let state = loaded;
  const folded: PlacedRecord[] = [];
  const refused: RefusedRecord[] = [];
  for (const placed of records) {
    try {
      const base = state && isHalf(state, placed.position, refoldTo) ? undefined : state;
      const next = advance(base, placed.record, placed.position, SESSION_RULES);
      if (next !== state) folded.push(placed);
      state = next;
    } catch (cause) {
      refused.push({ stored: placed.stored, cause });
    }
  }
  return { state, folded, duplicates: records.length - folded.length - refused.length, refused };
}

/**
 * Whether a state was written after its store had lost memory and before that was noticed, so that a fold has to begin anew:
 * it was begun later than a record that is on the log, or it stands at or beyond what had been folded when the loss was
 * noticed, and may lack records of the middle.
 */
function isHalf(state: SessionState, position: LogPosition, refoldTo: number | undefined): boolean {
  if (lacksBeginning(state, position)) return true;
  return (
    refoldTo !== undefined &&
    position.offset < refoldTo &&
    state.position.offset >= refoldTo &&
    state.position.epoch >= position.epoch
  );
}
