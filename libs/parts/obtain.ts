import type { Source } from './part-program.js';
import { PartUnavailableError } from './part-unavailable.error.js';

/** The ways allowed, such as `docker,downloaded`; all of them when the variable is not set. */
function allowedSources(): readonly string[] | undefined {
  return process.env['FRESHET_PARTS']?.split(',').map((name) => name.trim());
}

/**
 * Tries one way after the other.
 * @throws PartUnavailableError with the reason of each way, and the remedy
 */
export async function obtain<Found>(
  part: string,
  sources: readonly Source<Found>[],
  remedy: string,
  log: (line: string) => void,
): Promise<Found> {
  const allowed = allowedSources();
  const reasons: string[] = [];
  for (const source of sources) {
    if (allowed !== undefined && !allowed.includes(source.name)) continue;
    try {
      return await source.obtain(log);
    } catch (error) {
      reasons.push(`${source.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new PartUnavailableError(part, reasons, remedy);
}
