import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type PartOptions,
  PartUnavailableError,
  type RunningPart,
  startKafka,
  startRedis,
} from '#libs/parts';

/** The one Kafka and the one Redis that all specs of a run share, and those that could not be had. */
export class TestParts {
  private readonly running: RunningPart[] = [];
  readonly missing: PartUnavailableError[] = [];

  private constructor(private readonly folder: string) {}

  /**
   * Starts both and names them to the specs by `FRESHET_TEST_KAFKA_BROKERS` and `FRESHET_TEST_REDIS_URL`;
   * specs skip themselves where the variable of what they need is not set.
   * @throws Error where one is there but does not come up
   */
  static async start(): Promise<TestParts> {
    const parts = new TestParts(await mkdtemp(join(tmpdir(), 'freshet-test-')));
    const log = (line: string): void => console.error(`freshet: ${line}`);
    const place = (name: string): PartOptions => ({
      dataFolder: join(parts.folder, name),
      log,
    });
    try {
      const [kafka, redis] = await Promise.all([
        parts.keep(startKafka(place('kafka'))),
        parts.keep(startRedis(place('redis'))),
      ]);
      if (kafka) process.env['FRESHET_TEST_KAFKA_BROKERS'] = kafka.brokers.join(',');
      if (redis) process.env['FRESHET_TEST_REDIS_URL'] = redis.url;
      return parts;
    } catch (error) {
      await parts.stop();
      throw error;
    }
  }

  /** @returns undefined when the part is not available here, which `missing` then tells */
  private async keep<Part extends RunningPart>(starting: Promise<Part>): Promise<Part | undefined> {
    try {
      const part = await starting;
      this.running.push(part);
      return part;
    } catch (error) {
      if (!(error instanceof PartUnavailableError)) throw error;
      this.missing.push(error);
      return undefined;
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map((part) => part.kill()));
    await rm(this.folder, { recursive: true, force: true });
  }
}
