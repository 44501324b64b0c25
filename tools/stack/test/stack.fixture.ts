import type { Slate } from '#libs/contracts';
import { openKafkaEventLog, type EventLog } from '#libs/event-log';
import { startKafka, startRedis, type RunningKafka, type RunningRedis } from '#libs/parts';
import { openRedisSessionStore, type SessionStore } from '#libs/session-store';
import { RunningService, temporaryFolder } from '#libs/testing';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { publishTiny, type TinyHistory } from '../../../apps/standalone/test/standalone.fixture.js';
import type { StackAddresses } from '../stack.js';

/** The distributed system as `npm run stack` runs it, on a Kafka and a Redis of the test's own, which it may stop. */
export class StackUnderTest {
  private constructor(
    readonly addresses: StackAddresses,
    readonly kafka: RunningKafka,
    readonly redis: RunningRedis,
    readonly dataFolder: string,
    private readonly process: RunningService,
    private readonly undo: readonly (() => Promise<unknown>)[],
  ) {}

  /**
   * @param prepare fills the data folder before the stack starts; without demo tables it would seed them.
   * @param env of the stack, beside its data folder and its parts.
   * @param sessionTimeoutMs when a consumer that was killed is taken for dead, before which the next one waits.
   */
  static async start(
    prepare: (dataFolder: string) => Promise<unknown>,
    env: NodeJS.ProcessEnv = {},
    sessionTimeoutMs = 6_000,
  ): Promise<StackUnderTest> {
    const undo: (() => Promise<unknown>)[] = [];
    try {
      const folder = await temporaryFolder();
      undo.unshift(() => folder.remove());
      const [kafka, redis] = await Promise.all([
        startKafka({
          dataFolder: join(folder.path, 'kafka'),
          settings: { 'group.min.session.timeout.ms': String(sessionTimeoutMs) },
        }),
        startRedis({ dataFolder: join(folder.path, 'redis') }),
      ]);
      undo.unshift(() => Promise.all([kafka.kill(), redis.kill()]));
      const dataFolder = join(folder.path, 'data');
      await mkdir(dataFolder);
      await prepare(dataFolder);
      const configFile = join(folder.path, 'freshet.yaml');
      await writeFile(configFile, `log: { sessionTimeoutMs: ${sessionTimeoutMs} }`);
      const service = RunningService.start('tools/stack/main.js', {
        FRESHET_CONFIG: configFile,
        ...env,
        FRESHET_DATA: dataFolder,
        FRESHET_KAFKA_BROKERS: kafka.brokers.join(','),
        FRESHET_REDIS_URL: redis.url,
      });
      undo.unshift(() => service.stop());
      const [line] = await service.says(/^\{"url":.*\}$/m);
      return new StackUnderTest(JSON.parse(line) as StackAddresses, kafka, redis, dataFolder, service, undo);
    } catch (fault) {
      for (const step of undo) await step();
      throw fault;
    }
  }

  /** What the stack and its apps wrote. */
  get output(): string {
    return this.process.output;
  }

  /**
   * @param restarts how often the app was started again.
   * @returns the process that serves after them, once it is ready.
   */
  async pidOf(app: 'session-state' | 'collector', restarts: number): Promise<number> {
    const started = new RegExp(`stack: ${app} is process (\\d+) on`, 'g');
    const pid = await vi.waitFor(
      () => {
        const pids = [...this.process.output.matchAll(started)].map(([, digits]) => Number(digits));
        expect(pids.length).toBeGreaterThan(restarts);
        return pids[restarts] ?? 0;
      },
      { timeout: 20_000, interval: 20 },
    );
    const url = app === 'collector' ? this.addresses.collector : this.addresses.sessionState;
    await vi.waitFor(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200), {
      timeout: 20_000,
      interval: 50,
    });
    return pid;
  }

  async stop(): Promise<void> {
    for (const step of this.undo) await step();
  }

  /** The log as the apps see it. The caller closes it. */
  openLog(): Promise<EventLog> {
    return openKafkaEventLog({ brokers: this.kafka.brokers });
  }

  /** The store as the apps see it. The caller closes it. */
  openStore(): Promise<SessionStore> {
    return openRedisSessionStore({ urls: [this.redis.url] });
  }

  post(events: readonly object[], site = 'demo'): Promise<Response> {
    const body = JSON.stringify({ site, sentAt: Date.now(), events });
    const headers = { 'content-type': 'application/json' };
    return fetch(`${this.addresses.url}/v1/events`, { method: 'POST', body, headers });
  }

  async recommend(query: Readonly<Record<string, string>>): Promise<Slate> {
    const response = await fetch(
      `${this.addresses.url}/recommendations?${new URLSearchParams(query).toString()}`,
    );
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as Slate;
  }
}

/** A site on which `heat` leads to `ronin` and `dune` to `alien`. */
const TINY: TinyHistory = [
  ['dune', 'alien', 'solaris'],
  ['dune', 'alien'],
  ['heat', 'ronin'],
  ['heat', 'ronin', 'drive'],
];

export const tinyDemo = (dataFolder: string): Promise<string> => publishTiny(dataFolder, 'demo', TINY);
