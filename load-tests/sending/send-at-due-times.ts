import type { DueRequest, LoadRequest } from './due-requests.js';
import { HttpSender, type ServiceAddress } from './http-sender.js';
import { LoadRecord } from './load-record.js';
import { Metronome, MOMENTS_AHEAD_MAX } from './metronome.js';

export interface SendOptions extends ServiceAddress {
  /** Filled while the load is under way. */
  readonly record?: LoadRecord;
  /** Requests under way at once; what is due beyond that counts as `not sent`. */
  readonly underWayMax?: number;
  readonly timeoutMs?: number;
}

const UNDER_WAY_MAX = 1000;
const TIMEOUT_MS = 10_000;

/**
 * Sends at due times, whatever the answers do, as visitors do. Latency is told from the due time: what had to wait to be sent waited.
 * autocannon's rates come in bursts and in whole milliseconds, which is too coarse for answers that take less than one.
 * @param load in order of time.
 * @returns once every request is answered or given up.
 */
export async function sendAtDueTimes(load: Iterator<DueRequest>, options: SendOptions): Promise<LoadRecord> {
  const {
    url,
    readUrl,
    record = new LoadRecord(),
    underWayMax = UNDER_WAY_MAX,
    timeoutMs = TIMEOUT_MS,
  } = options;
  const sender = new HttpSender({ url, readUrl, underWayMax, timeoutMs });
  const metronome = await Metronome.start();
  try {
    await new LoadInHand(load, sender, metronome, record).send();
    return record;
  } finally {
    await metronome.stop();
    sender.close();
  }
}

class LoadInHand {
  private startedAt = 0;
  /** The next requests; the metronome is told of them. */
  private readonly ahead: DueRequest[] = [];
  private underWay = 0;
  private allAnswered: () => void = () => undefined;
  private giveUp: (thrown: unknown) => void = () => undefined;

  constructor(
    private readonly load: Iterator<DueRequest>,
    private readonly sender: HttpSender,
    private readonly metronome: Metronome,
    private readonly record: LoadRecord,
  ) {}

  /**
   * @returns once every request is over.
   * @throws what making or sending one threw: the load is not what was asked for.
   */
  async send(): Promise<void> {
    const over = new Promise<void>((resolve, reject) => {
      this.allAnswered = resolve;
      this.giveUp = reject;
    });
    this.metronome.onMoment(() => this.sendDue());
    this.startedAt = performance.now();
    this.sendDue();
    await over;
  }

  /** No more in a row than it was told ahead: the next ones wait for the metronome's word, so a generator that is late looks at answers in between. */
  private sendDue(): void {
    try {
      while (this.isFirstDue()) this.sendFirst();
      // Some at a time: telling the metronome wakes its thread.
      if (this.ahead.length <= MOMENTS_AHEAD_MAX / 2) this.lookAhead();
      this.checkOver();
    } catch (thrown) {
      this.giveUp(thrown);
    }
  }

  private isFirstDue(): boolean {
    const first = this.ahead[0];
    return first !== undefined && first.dueMs <= this.nowMs();
  }

  private sendFirst(): void {
    const first = this.ahead.shift();
    if (!first) return;
    const { dueMs, make } = first;
    this.record.wasDue(dueMs, this.nowMs() - dueMs);
    this.sendOne(make(), dueMs);
  }

  private sendOne(request: LoadRequest, dueMs: number): void {
    this.underWay += 1;
    this.sender.send(request, (answer) => {
      const tookMs = this.nowMs() - dueMs;
      const failure = request.answered?.(answer) ?? answer.failure;
      if (failure === null) this.record.answered(request.kind, dueMs, tookMs);
      else this.record.failed(failure, dueMs);
      this.underWay -= 1;
      this.checkOver();
    });
  }

  private lookAhead(): void {
    const added: number[] = [];
    while (this.ahead.length < MOMENTS_AHEAD_MAX) {
      const next = this.load.next();
      if (next.done === true) break;
      this.ahead.push(next.value);
      added.push(next.value.dueMs - this.nowMs());
    }
    if (added.length > 0) this.metronome.add(added);
  }

  private checkOver(): void {
    if (this.ahead.length === 0 && this.underWay === 0) this.allAnswered();
  }

  /** Milliseconds since the start of the load. */
  private nowMs(): number {
    return performance.now() - this.startedAt;
  }
}
