import type { EmbeddedGroups } from './embedded-groups.js';
import type { EmbeddedPartition } from './embedded-partition.js';
import type { RecordBatch } from './event-log.js';

/** Where one group stands in one topic. */
export class EmbeddedCursor {
  #nextOffset: number;
  /** Changes with every rewind: a batch handed over before it is not to be committed. */
  #generation = 0;

  constructor(
    readonly partition: EmbeddedPartition,
    private readonly groups: EmbeddedGroups,
    private readonly group: string,
  ) {
    this.#nextOffset = groups.committed(group, partition.topic) ?? partition.oldestOffset;
  }

  /** First record that the group has not committed. */
  get nextOffset(): number {
    return this.#nextOffset;
  }

  get generation(): number {
    return this.#generation;
  }

  get lagRecords(): number {
    return Math.max(0, this.partition.endOffset - this.#nextOffset);
  }

  /** @returns the next records in order, undefined at the end of the log. */
  nextBatch(limit: number): RecordBatch | undefined {
    const records = this.partition.read(this.#nextOffset, limit);
    const { endOffset } = this.partition;
    if (records.length > 0) return { topic: this.partition.topic, partition: 0, records, endOffset };
    // Offsets of an append that failed stay empty.
    this.#nextOffset = Math.max(this.#nextOffset, endOffset);
    return undefined;
  }

  /**
   * Moves on to the oldest record left where retention has overtaken the group.
   * @returns how many records the group will never see.
   */
  skipRemoved(): number {
    const lost = Math.max(0, this.partition.oldestOffset - this.#nextOffset);
    this.#nextOffset += lost;
    return lost;
  }

  /** Commits what was handled, unless the group was rewound since the batch was handed over. */
  async commit(nextOffset: number, generation: number): Promise<void> {
    if (generation !== this.#generation) return;
    await this.groups.commit(this.group, this.partition.topic, nextOffset);
    if (generation === this.#generation) this.#nextOffset = nextOffset;
  }

  /** Goes back to the first record appended at or after a time; never forward. */
  async rewind(fromMs: number): Promise<void> {
    this.#generation += 1;
    this.#nextOffset = Math.min(this.#nextOffset, this.partition.offsetAt(fromMs));
    this.partition.wakeReaders();
    await this.groups.commit(this.group, this.partition.topic, this.#nextOffset);
  }
}
