import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '#libs/contracts';

/** What LMDB's promises reject with: the reason itself comes a moment later, in a promise of its own. */
interface CommitFault extends Error {
  readonly commitError?: Promise<unknown>;
}

const REASON_MS = 100;

/**
 * Waits for every write of one transaction. Hand over all the promises that the writes returned (a Set, since most are
 * one and the same): when the disk is full each of them rejects, and one that nobody waits for would end the process.
 * @throws Error with the reason of the disk, once all have settled.
 */
export async function committed(writes: ReadonlySet<Promise<unknown>>): Promise<void> {
  const outcomes = await Promise.allSettled(writes);
  const faults = outcomes
    .filter((outcome) => outcome.status === 'rejected')
    .map(({ reason }) => reason as unknown);
  const reasons = await Promise.all(faults.map(reasonOf));
  if (reasons.length > 0) throw new Error(messageOf(reasons[0]), { cause: faults[0] });
}

async function reasonOf(fault: unknown): Promise<unknown> {
  if (!(fault instanceof Error)) return fault;
  const { commitError } = fault as CommitFault;
  if (commitError === undefined) return fault;
  const reason = commitError.then(
    () => fault,
    (thrown: unknown) => thrown,
  );
  return Promise.race([reason, pause(REASON_MS, fault)]);
}
