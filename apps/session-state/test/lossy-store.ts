import type { SessionRef } from '#libs/contracts';
import { openEmbeddedEnvironment, type EmbeddedEnvironment } from '#libs/embedded-environment';
import type { SessionState, SessionVector } from '#libs/session';
import {
  openEmbeddedSessionStore,
  type LogShape,
  type SessionStore,
  type SessionWrite,
  type Watermark,
} from '#libs/session-store';

/** What happens before a command reaches the store, or after. */
export type StoreFault =
  /** Everything is gone, as after FLUSHALL: the server goes on. */
  | 'wipe'
  /** What is there now is what a later `rollback` comes back to. */
  | 'snapshot'
  /**
   * What was written since the last snapshot is gone, as after a failover to a replica that lagged; without a snapshot everything,
   * as after a restart without persistence. Another server answers from now on.
   */
  | 'rollback'
  /** The command is refused. */
  | 'refuse'
  /** The command is done, and its answer lost. */
  | 'lose-answer'
  /** The consumer's process ends: this command and every later one of it is never sent. */
  | 'crash';

const DATABASES = ['sessions', 'session-progress'];
type Contents = readonly (readonly [database: string, key: string, value: Buffer])[];

/**
 * An embedded store that fails as told. Sessions of a save are written one by one, as on Redis, so that anything may happen
 * between two of them.
 */
export class LossyStore implements SessionStore {
  private last: Promise<unknown> = Promise.resolve();
  private snapshot: Contents = [];
  private commands = 0;
  private server = 1;
  private crashed = false;

  private constructor(
    private readonly environment: EmbeddedEnvironment,
    private readonly store: SessionStore,
    /** Faults by the number of the command they strike, from 1. */
    private readonly faults: ReadonlyMap<number, StoreFault>,
  ) {}

  static async open(folder: string, faults: ReadonlyMap<number, StoreFault>): Promise<LossyStore> {
    const environment = openEmbeddedEnvironment(folder);
    return new LossyStore(environment, await openEmbeddedSessionStore(environment), faults);
  }

  get hasCrashed(): boolean {
    return this.crashed;
  }

  get incarnation(): string {
    return `server ${this.server}`;
  }

  /** The consumer's process is started again. */
  restarted(): void {
    this.crashed = false;
  }

  /** Without faults, for the test's own questions. */
  get reliable(): SessionStore {
    return this.store;
  }

  read(ref: SessionRef): Promise<SessionVector | undefined> {
    return this.command(() => this.store.read(ref));
  }

  readState(ref: SessionRef): Promise<SessionState | undefined> {
    return this.command(() => this.store.readState(ref));
  }

  load(refs: readonly SessionRef[]): Promise<readonly (SessionState | undefined)[]> {
    return this.command(() => this.store.load(refs));
  }

  async save(writes: readonly SessionWrite[]): Promise<readonly boolean[]> {
    const saved = await Promise.all(writes.map((write) => this.command(() => this.store.save([write]))));
    return saved.flat();
  }

  watermarks(partitions: readonly number[]): Promise<readonly (Watermark | undefined)[]> {
    return this.command(() => this.store.watermarks(partitions));
  }

  setWatermark(watermark: Watermark, expected: Watermark | null): Promise<boolean> {
    return this.command(() => this.store.setWatermark(watermark, expected));
  }

  epochOf(readShape: () => Promise<LogShape>, known: number): Promise<number> {
    return this.command(() => this.store.epochOf(readShape, known));
  }

  health(): Promise<{ readonly healthy: boolean; readonly reason?: string }> {
    return this.store.health();
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.environment.close();
  }

  /** Loses everything now. */
  wipe(): Promise<void> {
    return this.inTurn(() => this.replaceBy([]));
  }

  private command<T>(send: () => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      if (this.crashed) throw new Error('the process has ended');
      this.commands += 1;
      const fault = this.faults.get(this.commands);
      await this.strike(fault);
      const answer = await send();
      if (fault === 'lose-answer') throw new Error('the answer was lost');
      return answer;
    });
  }

  private async strike(fault: StoreFault | undefined): Promise<void> {
    if (fault === 'wipe') await this.replaceBy([]);
    if (fault === 'rollback') {
      await this.replaceBy(this.snapshot);
      this.server += 1;
    }
    if (fault === 'snapshot') this.snapshot = this.contents();
    if (fault === 'refuse') throw new Error('the store is away');
    if (fault === 'crash') {
      this.crashed = true;
      throw new Error('the process ends');
    }
  }

  private contents(): Contents {
    return DATABASES.flatMap((name) =>
      [...this.database(name).getRange()].map(({ key, value }) => [name, key, Buffer.from(value)] as const),
    );
  }

  private async replaceBy(contents: Contents): Promise<void> {
    const writes: Promise<boolean>[] = [];
    for (const [name, key] of this.contents()) writes.push(this.database(name).remove(key));
    for (const [name, key, value] of contents) writes.push(this.database(name).put(key, value));
    await Promise.all(writes);
  }

  private database(name: string): ReturnType<typeof this.environment.root.openDB<Buffer, string>> {
    return this.environment.root.openDB<Buffer, string>(name, { encoding: 'binary' });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
