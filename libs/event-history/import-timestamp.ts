import { LIMITS } from '#libs/contracts';

export type TimestampUnit = 'seconds' | 'milliseconds';

/** How the timestamps of one file are read: all of them alike. */
export interface TimestampScale {
  readonly unit: TimestampUnit;
  /** Smallest number that the file's unit makes sense for. */
  readonly least: number;
}

/** 2100-01-01 in seconds: a larger number can't be seconds of an event. */
const SECONDS_MAX = LIMITS.timestampMsMax / 1000;
/** 1973 in milliseconds: a file that reaches it has a real clock, not one that starts at 0. */
const REAL_CLOCK_MS = 1e11;
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** Rows at the head of a file that decide about all of it. */
export const SCALE_SAMPLE_ROWS = 10_000;

/** @returns the number a cell holds, NaN where it holds none. Hexadecimal and the like are no numbers here. */
export function numberOf(text: string): number {
  return NUMBER.test(text) ? Number(text) : NaN;
}

/**
 * Decides by magnitude: milliseconds when more than half of the numbers can't be seconds because they would lie after
 * 2100, else seconds, so 0, 30 and 63 are seconds. In a file of milliseconds with a real clock, a number that could be
 * seconds is not taken for a moment of January 1970: the two are never mixed.
 * @param unit decides in the file's place, for milliseconds of a clock that starts at 0.
 */
export function decideScale(timestamps: readonly number[], unit?: TimestampUnit): TimestampScale {
  const numbers = timestamps.filter((timestamp) => Number.isFinite(timestamp));
  const beyondSeconds = numbers.filter((number) => number > SECONDS_MAX);
  const decided = unit ?? (beyondSeconds.length * 2 > numbers.length ? 'milliseconds' : 'seconds');
  const isMixed = decided === 'milliseconds' && beyondSeconds.some((number) => number >= REAL_CLOCK_MS);
  return { unit: decided, least: isMixed ? SECONDS_MAX : 0 };
}

/** @returns whole milliseconds since 1970, or what is wrong with the cell and how to put it right. */
export function readTimestamp(text: string, scale: TimestampScale): number | string {
  const number = numberOf(text);
  if (Number.isNaN(number)) {
    return `${quote(text)} is not a number: give seconds or milliseconds since 1970, such as 1763900000.`;
  }
  const other = scale.unit === 'seconds' ? 'milliseconds' : 'seconds';
  if (number < 0) return `${quote(text)} is before 1970: give a time from 1970 on.`;
  if (number < scale.least) {
    return `${quote(text)} looks like ${other}, but this file is in ${scale.unit}: give the same unit everywhere.`;
  }
  const ms = Math.round(scale.unit === 'seconds' ? number * 1000 : number);
  if (ms <= LIMITS.timestampMsMax) return ms;
  return `${quote(text)} is after 2100 in ${scale.unit}, the unit of this file: is it in ${other}? Give the same unit everywhere.`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
