import { casesCountOf, type RecordedHistory } from './recorded-history.js';

/** Sessions to learn on, in the history's order: from … end - 1. All that is older makes their tables. */
export interface SlicePlan {
  readonly from: number;
  readonly end: number;
}

/** Share of the sessions in one slice. */
const SLICE_SHARE = 0.08;
const SLICES_MAX = 5;
const CASES_WANTED = 25_000;
/** Tables of fewer sessions say too little to learn from. */
const OLDER_SESSIONS_MIN = 50;

/** The newest sessions as one slice; where they hold too few cases, the ones before as a second, and so on. */
export function planSlices(history: RecordedHistory): SlicePlan[] {
  const sessions = history.offsets.length - 1;
  const size = Math.ceil(sessions * SLICE_SHARE);
  const slices: SlicePlan[] = [];
  let cases = 0;
  for (let end = sessions; slices.length < SLICES_MAX && cases < CASES_WANTED; end -= size) {
    const from = end - size;
    if (from < OLDER_SESSIONS_MIN) break;
    slices.push({ from, end });
    for (let session = from; session < end; session++) cases += casesCountOf(history, session);
  }
  return slices;
}
