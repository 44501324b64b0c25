import type { LogTopic } from '#libs/contracts';
import type { PartitionRef } from './event-log.js';

/** One partition that a member holds, and where it stands in it. */
export class HeldPartition implements PartitionRef {
  /** First record that this member has not handled: what is before it is committed, or will be in a moment. */
  nextOffset = 0;
  /** Offset after the newest record that this member has heard of. */
  endOffset = 0;
  /** Whether `assigned` has been told: no record is handed over before. */
  prepared = false;
  /** Changes with every rewind: a batch taken before it is not to be committed. */
  #generation = 0;
  #rewinding: Promise<void> = Promise.resolve();

  constructor(
    readonly topic: LogTopic,
    readonly topicName: string,
    readonly partition: number,
  ) {}

  get generation(): number {
    return this.#generation;
  }

  /** Resolves once no rewind is under way. */
  get settled(): Promise<void> {
    return this.#rewinding;
  }

  get lagRecords(): number {
    return Math.max(0, this.endOffset - this.nextOffset);
  }

  /** Runs a rewind, after those before it; from now on the batch in hand is not committed. */
  async rewind(move: () => Promise<void>): Promise<void> {
    this.#generation += 1;
    const rewind = this.#rewinding.then(move);
    this.#rewinding = rewind.catch(() => undefined);
    await rewind;
  }
}
