import type { LogEpoch } from './log-epoch.js';
import type { Watermark } from './session-store.js';

/*
 * How far the log was folded, as stores keep it: numbers joined by colons, so that equal values are equal texts and a server
 * can compare and set them, and a person can read them.
 */

/** @returns `epoch:nextOffset`; the empty text for none. */
export function watermarkText(watermark: Watermark | null | undefined): string {
  return watermark ? `${watermark.epoch}:${watermark.nextOffset}` : '';
}

/** @returns undefined for a text that is not a watermark's: what it said is lost, and the partition is folded again. */
export function parseWatermark(partition: number, text: string | null | undefined): Watermark | undefined {
  const [epoch, nextOffset, ...rest] = numbersOf(text);
  if (epoch === undefined || nextOffset === undefined || rest.length > 0) return undefined;
  return { epoch, partition, nextOffset };
}

/** @returns `epoch:partitions`; the empty text for none. */
export function epochText(epoch: LogEpoch | undefined): string {
  return epoch ? `${epoch.epoch}:${epoch.partitions}` : '';
}

export function parseEpoch(text: string | null | undefined): LogEpoch | undefined {
  const [epoch, partitions, ...rest] = numbersOf(text);
  return epoch === undefined || partitions === undefined || rest.length > 0
    ? undefined
    : { epoch, partitions };
}

function numbersOf(text: string | null | undefined): number[] {
  const numbers = (text ?? '').split(':').map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  return numbers.every(Number.isSafeInteger) ? numbers : [];
}
