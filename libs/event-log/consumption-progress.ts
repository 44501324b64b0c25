import { messageOf } from '#libs/contracts';

/** A batch in hand for longer than this means that its handler is stuck, milliseconds. */
const STUCK_MS = 30_000;

/** What a member of a consumer group is at and what it last failed at: the watchdog behind its health. */
export class ConsumptionProgress {
  readonly #faults = new Map<string, string>();
  readonly #startedMs = new Map<string, number>();

  /** Runs one attempt at `what`, remembering how it goes. Rethrows. */
  async watch<T>(what: string, attempt: () => Promise<T>): Promise<T> {
    this.#startedMs.set(what, Date.now());
    try {
      const outcome = await attempt();
      this.#faults.delete(what);
      return outcome;
    } catch (thrown) {
      this.#faults.set(what, `${what}: ${messageOf(thrown)}`);
      throw thrown;
    } finally {
      this.#startedMs.delete(what);
    }
  }

  /** Forgets the faults of partitions that may no longer be this member's. */
  clear(): void {
    this.#faults.clear();
  }

  health(): { readonly healthy: boolean; readonly reason?: string } {
    const reason = this.#faults.values().next().value ?? this.#stuck();
    return reason === undefined ? { healthy: true } : { healthy: false, reason };
  }

  #stuck(): string | undefined {
    const now = Date.now();
    for (const [what, startedMs] of this.#startedMs) {
      if (now - startedMs > STUCK_MS)
        return `${what}: a batch has been in hand for ${Math.round((now - startedMs) / 1_000)} s`;
    }
    return undefined;
  }
}
