import type { Slate } from '#libs/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publishSite, rollbackSite } from '../../co-watch/index.js';
import { publishTiny, Standalone, type TinyHistory } from './standalone.fixture.js';

const HISTORY: TinyHistory = [
  ['dune', 'alien', 'solaris'],
  ['heat', 'ronin'],
];
const READERS = 4;
/** Of a reader between two requests: together they ask some hundred times a second, beside which there is time for other work. */
const PAUSE_MS = 10;

/** Readers that go on asking until they are stopped. */
class Readers {
  readonly failures: string[] = [];
  /** Versions in the order in which they were first answered with. */
  readonly versions: string[] = [];
  answers = 0;
  private stopped = false;
  private readonly reading: Promise<unknown>;

  constructor(private readonly service: Standalone) {
    this.reading = Promise.all(Array.from({ length: READERS }, (_, reader) => this.read(reader)));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.reading;
  }

  /** @returns once an answer came from the version. */
  async see(version: string): Promise<void> {
    const seen = (): void => {
      expect(this.versions.at(-1)).toBe(version);
    };
    await vi.waitFor(seen, { timeout: 10_000, interval: 5 });
  }

  private async read(reader: number): Promise<void> {
    while (!this.stopped) {
      const response = await this.service.ask({ session: `reading-session-${reader}`, viewing: 'dune' });
      const slate = (await response.json()) as Slate;
      this.answers++;
      const sound = response.status === 200 && slate.degraded.length === 0 && slate.items.length > 0;
      if (!sound) this.failures.push(`${response.status} ${JSON.stringify(slate)}`);
      const { tables } = slate;
      if (sound && tables !== null && this.versions.at(-1) !== tables) this.versions.push(tables);
      await pause(PAUSE_MS);
    }
  }
}

describe('publishing and rolling back under a service that answers', () => {
  let service: Standalone;

  beforeAll(async () => {
    service = await Standalone.start({ demo: HISTORY });
  });
  afterAll(() => service.close());

  it('takes effect within a second and fails no request', async () => {
    const site = { site: 'demo', dataFolder: service.dataFolder };
    const { tables: first } = await service.recommend({ session: 'first-session' });
    const readers = new Readers(service);
    try {
      const second = await publishTiny(service.dataFolder, 'demo', [...HISTORY, ['dune', 'drive']]);
      await readers.see(second);
      const startedAt = performance.now();
      expect((await rollbackSite(site)).version).toBe(first);
      await readers.see(first ?? '');
      const rollbackMs = performance.now() - startedAt;
      console.log(`rolled back in ${rollbackMs.toFixed(0)} ms, ${readers.answers} answers so far`);
      expect(rollbackMs).toBeLessThan(1000);
      await publishSite({ ...site, version: second });
      await readers.see(second);
      expect(readers.versions).toEqual([first, second, first, second]);
    } finally {
      await readers.stop();
    }
    expect(readers.failures).toEqual([]);
    expect(readers.answers).toBeGreaterThan(100);
  });
});
