import { FreshetError } from '#libs/contracts';
import { SESSION_STORE, type SessionStore } from '#libs/session-store';
import { Inject, Injectable } from '@nestjs/common';
import { foldSession, type SessionFold } from './fold-session.js';
import type { PlacedRecord, RefusedRecord, SessionRecords } from './sort-records.js';

export interface FoldReport {
  readonly folded: PlacedRecord[];
  duplicates: number;
  readonly refused: RefusedRecord[];
  /** Saves that another writer came before. */
  conflicts: number;
}

/** Another writer is there only while a partition changes hands, and each of its saves is a conflict at most. */
const ATTEMPTS_MAX = 20;

/** Brings sessions in the store up to the records of a batch. */
@Injectable()
export class BatchFolder {
  constructor(@Inject(SESSION_STORE) private readonly store: SessionStore) {}

  /**
   * Loads, folds and saves; what another writer has changed meanwhile is loaded and folded again.
   * @param incarnation of the store whose memory was found whole: what another one holds is not to be built on.
   * @throws FreshetError FRESHET_STORE_UNAVAILABLE, retryable: some sessions may be saved, and folding the same records
   * again changes nothing there.
   */
  async fold(sessions: readonly SessionRecords[], incarnation: string): Promise<FoldReport> {
    const report: FoldReport = { folded: [], duplicates: 0, refused: [], conflicts: 0 };
    let open = sessions;
    for (let attempt = 0; open.length > 0; attempt += 1) {
      if (attempt === ATTEMPTS_MAX) throw contested(open.length);
      open = await this.foldOnce(open, incarnation, report);
      report.conflicts += open.length;
    }
    return report;
  }

  /** @returns the sessions that another writer came before in. */
  private async foldOnce(
    sessions: readonly SessionRecords[],
    incarnation: string,
    report: FoldReport,
  ): Promise<readonly SessionRecords[]> {
    const states = await this.store.load(sessions.map(({ ref }) => ref));
    if (this.store.incarnation !== incarnation) throw reconnected();
    const folds = sessions.map(({ records }, n) => foldSession(states[n], records));
    const stands = await this.save(sessions, states, folds);
    for (const [n, fold] of folds.entries()) if (stands[n] === true) add(report, fold);
    return sessions.filter((_, n) => stands[n] !== true);
  }

  /** @returns for each session whether the store now holds what was folded; what did not change needs no write. */
  private async save(
    sessions: readonly SessionRecords[],
    states: Awaited<ReturnType<SessionStore['load']>>,
    folds: readonly SessionFold[],
  ): Promise<readonly boolean[]> {
    const writes = sessions.flatMap(({ ref }, n) => {
      const [before, next] = [states[n], folds[n]?.state];
      return next && next !== before ? [{ n, write: { ref, expected: before ?? null, next } }] : [];
    });
    const saved = await this.store.save(writes.map(({ write }) => write));
    const stands = sessions.map(() => true);
    for (const [at, { n }] of writes.entries()) stands[n] = saved[at] === true;
    return stands;
  }
}

function add(report: FoldReport, { folded, duplicates, refused }: SessionFold): void {
  report.folded.push(...folded);
  report.duplicates += duplicates;
  report.refused.push(...refused);
}

/** The batch in hand is begun again, after a look at the new server's memory. */
export function reconnected(): FreshetError {
  const message =
    'The session store was reached anew while a batch was in hand, and may lack what was just written.';
  return new FreshetError('FRESHET_STORE_UNAVAILABLE', message, { retryable: true });
}

function contested(sessions: number): FreshetError {
  return new FreshetError(
    'FRESHET_STORE_UNAVAILABLE',
    `${sessions} sessions changed under ${ATTEMPTS_MAX} attempts to save them; another consumer folds the same partition.`,
    { retryable: true },
  );
}
