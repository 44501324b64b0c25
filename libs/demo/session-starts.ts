import type { Random } from './random.js';
import { WeightedChoice } from './weighted-choice.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Relative traffic by hour of the day (UTC): asleep before dawn, busiest after dinner. */
const BY_HOUR = [4, 2, 1, 1, 1, 1, 2, 3, 4, 4, 5, 5, 6, 6, 6, 6, 7, 9, 12, 15, 17, 16, 12, 8] as const;
/** By day of the week, Sunday first. */
const BY_WEEKDAY = [1.35, 0.85, 0.85, 0.9, 0.95, 1.2, 1.4] as const;

/** Start times of sessions within the days before `endMs`, in order, following the hours and the week. */
export function drawSessionStarts(count: number, endMs: number, days: number, random: Random): number[] {
  const firstMs = endMs - days * DAY_MS;
  const hours = Math.ceil(days * 24);
  const traffic = new WeightedChoice(
    Array.from({ length: hours }, (_, hour) => trafficAt(firstMs + hour * HOUR_MS)),
  );
  const starts = Array.from({ length: count }, () => {
    const startMs = firstMs + Math.floor((traffic.draw(random) + random.unit()) * HOUR_MS);
    return Math.min(startMs, endMs);
  });
  return starts.sort((a, b) => a - b);
}

function trafficAt(atMs: number): number {
  const at = new Date(atMs);
  return (BY_HOUR[at.getUTCHours()] ?? 1) * (BY_WEEKDAY[at.getUTCDay()] ?? 1);
}
