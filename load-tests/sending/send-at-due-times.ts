import type { DueRequest, LoadRequest } from './due-requests.js';
import { HttpSender, type ServiceAddress } from './http-sender.js';
import { LoadRecord } from './load-record.js';
import { Metronome } from './metronome.js';

export interface SendOptions extends ServiceAddress {
  /** Filled while the load is under way. */
  readonly record?: LoadRecord;
  /** Requests under way at once; what is due beyond that counts as `not sent`. */
  readonly underWayMax?: number;
  readonly timeoutMs?: number;
}

const UNDER_WAY_MAX = 1000;
const TIMEOUT_MS = 10_000;
/** Sent in a row before the event loop may look at answers, when the generator is late. */
const IN_A_ROW_MAX = 16;

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
  private underWay = 0;
  private isAllSent = false;
  private allAnswered: () => void = () => undefined;

  constructor(
    private readonly load: Iterator<DueRequest>,
    private readonly sender: HttpSender,
    private readonly metronome: Metronome,
    private readonly record: LoadRecord,
  ) {}

  async send(): Promise<void> {
    const over = new Promise<void>((resolve) => (this.allAnswered = resolve));
    const startedAt = performance.now();
    let inARow = 0;
    for (let next = this.load.next(); next.done !== true; next = this.load.next()) {
      const { dueMs, make } = next.value;
      const leftMs = startedAt + dueMs - performance.now();
      if (leftMs > 0) {
        inARow = 0;
        await this.metronome.wait(leftMs);
      } else if (++inARow % IN_A_ROW_MAX === 0) await new Promise((resolve) => setImmediate(resolve));
      this.record.wasDue(dueMs, performance.now() - startedAt - dueMs);
      this.sendOne(make(), startedAt, dueMs);
    }
    this.isAllSent = true;
    this.checkOver();
    await over;
  }

  private sendOne(request: LoadRequest, startedAt: number, dueMs: number): void {
    this.underWay += 1;
    this.sender.send(request, (answer) => {
      const tookMs = performance.now() - startedAt - dueMs;
      const failure = request.answered?.(answer) ?? answer.failure;
      if (failure === null) this.record.answered(request.kind, dueMs, tookMs);
      else this.record.failed(failure, dueMs);
      this.underWay -= 1;
      this.checkOver();
    });
  }

  private checkOver(): void {
    if (this.isAllSent && this.underWay === 0) this.allAnswered();
  }
}
