/**
 * Where a record stands on the log. The epoch names the topic's incarnation and partition count: offsets of
 * different epochs do not compare, and a higher epoch is always newer.
 */
export interface LogPosition {
  readonly epoch: number;
  readonly partition: number;
  readonly offset: number;
}

/** Offset before every record: a session that was deleted has nothing older to wait for. */
export const LOG_BEGIN_OFFSET = 0;

/**
 * @returns whether `position` lies behind `than`. A session lives in one partition, so offsets order it. While partitions are
 * being added its records may come from two; their offsets do not compare, and recent event ids alone tell what is known.
 */
export function isNewer(position: LogPosition, than: LogPosition): boolean {
  if (position.epoch !== than.epoch) return position.epoch > than.epoch;
  return position.partition !== than.partition || position.offset > than.offset;
}
