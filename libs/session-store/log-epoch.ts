import type { LogShape, Watermark } from './session-store.js';
import { storeUnavailable } from './store-unavailable.js';

/** What a store remembers of the log it was folded from. */
export interface LogEpoch {
  readonly epoch: number;
  /** Partitions the log had. */
  readonly partitions: number;
}

/** The part of a store that epochs need. */
export interface EpochRegister {
  epoch(): Promise<LogEpoch | undefined>;
  watermarks(partitions: readonly number[]): Promise<readonly (Watermark | undefined)[]>;
  /** Compares and sets in one step; @returns false where the stored epoch is another than expected. */
  setEpoch(next: LogEpoch, expected: LogEpoch | undefined): Promise<boolean>;
}

/** Each lost attempt means that another consumer has just set the epoch, so few are ever needed. */
const ATTEMPTS_MAX = 20;

/** The rule of SessionStore.epochOf, the same for every store. */
export async function agreeOnEpoch(
  register: EpochRegister,
  readShape: () => Promise<LogShape>,
  known: number,
): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const stored = await register.epoch();
    const watermarks = await register.watermarks([...Array(stored?.partitions ?? 0).keys()]);
    const shape = await readShape();
    const floor = stored ? known : Math.max(known, await newestEpoch(register, shape));
    const next = epochAfter(stored, watermarks, shape, floor);
    if (stored?.epoch === next.epoch && stored.partitions === next.partitions) return next.epoch;
    if (await register.setEpoch(next, stored)) return next.epoch;
  }
  throw storeUnavailable(new Error(`its log epoch changed ${ATTEMPTS_MAX} times while it was being set`));
}

/** Where the epoch itself was lost and watermarks were not: sessions may stand at positions of theirs. */
async function newestEpoch(register: EpochRegister, { endOffsets }: LogShape): Promise<number> {
  const watermarks = await register.watermarks([...endOffsets.keys()]);
  return Math.max(0, ...watermarks.map((mark) => mark?.epoch ?? 0));
}

function epochAfter(
  stored: LogEpoch | undefined,
  watermarks: readonly (Watermark | undefined)[],
  { endOffsets }: LogShape,
  known: number,
): LogEpoch {
  const partitions = endOffsets.length;
  if (!stored) return { epoch: Math.max(known, 1), partitions };
  const same = stored.partitions === partitions && !watermarks.some((mark) => endsBefore(mark));
  return { epoch: Math.max(known, same ? stored.epoch : stored.epoch + 1), partitions };

  function endsBefore(mark: Watermark | undefined): boolean {
    // Watermarks of an earlier epoch are those of another log.
    return (
      mark?.epoch === stored?.epoch &&
      mark !== undefined &&
      mark.nextOffset > (endOffsets[mark.partition] ?? 0)
    );
  }
}
