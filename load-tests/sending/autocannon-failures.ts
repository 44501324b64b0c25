import type { Result } from 'autocannon';
import type { Failures } from './failures.js';

/** @returns the answers that were not 2xx by their status, and those that never came. */
export function failuresIn({ statusCodeStats, errors, timeouts }: Result): Failures {
  const statuses = Object.entries(statusCodeStats ?? {}).flatMap(([status, { count }]) =>
    status.startsWith('2') ? [] : [[status, count ?? 0] as const],
  );
  // Timeouts are among the errors.
  const broken = [['connection', errors - timeouts] as const, ['timeout', timeouts] as const];
  return new Map([...statuses, ...broken].filter(([, count]) => count > 0));
}
