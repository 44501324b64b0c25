import type { LogTopic } from '#libs/contracts';

/** What a producer hands over: the key keeps a session's records in order. */
export interface LogRecord {
  readonly key: string;
  readonly value: Buffer;
}

export interface StoredRecord extends LogRecord {
  /** Rises within a partition; gaps are allowed. */
  readonly offset: number;
}

/** Records of one partition, in order. */
export interface RecordBatch {
  readonly topic: LogTopic;
  readonly partition: number;
  readonly records: readonly StoredRecord[];
  /** Offset that the next record appended to the partition would have had when the batch was read. */
  readonly endOffset: number;
}

/** A topic's partitions as a consumer finds them when it starts or partitions are handed out anew. */
export interface TopicShape {
  readonly topic: LogTopic;
  /** Offset of the next record of each partition, by partition number. */
  readonly endOffsets: readonly number[];
}

export interface ConsumeOptions {
  /** Groups are independent; within a group each partition is handled by one member at a time. */
  readonly group: string;
  readonly topics: readonly LogTopic[];
  /** Most records of a batch, 500 unless told: more for a consumer that gathers them. */
  readonly batchRecordsMax?: number;
  /** Partitions that may be in hand at the same moment; left out, as many as the adapter finds best. */
  readonly partitionsAtOnce?: number;
  /**
   * Resolving commits the batch. Rejecting hands the same records over again after a pause: reject for a fault of the
   * infrastructure only, since a record that can't be handled would stop its partition.
   */
  readonly handle: (batch: RecordBatch, consumption: Consumption) => Promise<void>;
  /** Called before the first batch of partitions that this member was newly given; may rewind them. Rejecting is retried. */
  readonly assigned?: (assignments: readonly Assignment[], consumption: Consumption) => Promise<void>;
}

/** One partition of a topic. */
export interface PartitionRef {
  readonly topic: LogTopic;
  readonly partition: number;
}

/** A partition newly given to a member, and where it will read on. */
export interface Assignment extends PartitionRef {
  /** Offset of the first record that this group has not committed. */
  readonly nextOffset: number;
}

/** A running member of a consumer group. */
export interface Consumption {
  /** Waits for the batch in hand, commits it and leaves the group. Not to be awaited by a handler. */
  stop(): Promise<void>;
  /**
   * Reads a partition again from the first record appended at or after a time; what was appended before stays as it is.
   * Never moves forward. May be called while a batch of that partition is in hand, also by its handler: that batch is then
   * not committed. Resolves once the place is committed, so that a member that ends meanwhile goes on from there.
   * @param fromMs milliseconds since 1970, by the log's clock.
   * @throws FreshetError FRESHET_LOG_UNAVAILABLE, also where this member does not hold the partition.
   */
  rewind(partition: PartitionRef, fromMs: number): Promise<void>;
  /** Whether a partition is this member's, as far as it knows: it learns of a loss a moment late. */
  holds(partition: PartitionRef): boolean;
  /** Records appended and not yet committed, over the partitions this member holds. */
  lagRecords(): number;
  /** Whether the member is connected and making progress; a reason when it is not. */
  health(): { readonly healthy: boolean; readonly reason?: string };
}

/** The port to the event log: durable, ordered per key, read by independent groups. */
export interface EventLog {
  /**
   * Resolves once every record would survive the death of this process and, where the log is replicated, of one broker.
   * Order within a key is kept, but for UNORDERED_TOPICS. A failed append may still have appended: senders retry, ids make it count once.
   * @param signal records not yet handed over when it aborts are dropped and the append rejects.
   * @throws FreshetError FRESHET_LOG_UNAVAILABLE, retryable.
   */
  append(topic: LogTopic, records: readonly LogRecord[], signal?: AbortSignal): Promise<void>;
  /** Starts a member of a consumer group; a group nobody has seen starts at the oldest record. At least once, in order per key. */
  consume(options: ConsumeOptions): Promise<Consumption>;
  /** The partitions of a topic and where they end. @throws FreshetError FRESHET_LOG_UNAVAILABLE */
  shape(topic: LogTopic): Promise<TopicShape>;
  /** Whether an append would have a chance now; a reason when not. */
  health(): Promise<{ readonly healthy: boolean; readonly reason?: string }>;
  /** Stops consumptions, whose handlers may still append, then hands over what was appended so far and disconnects. */
  close(): Promise<void>;
}

/** Injection token of the port. */
export const EVENT_LOG = Symbol('EventLog');
