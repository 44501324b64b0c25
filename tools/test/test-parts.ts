import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  obtainChromium,
  obtainNginx,
  type PartOptions,
  PartUnavailableError,
  type RunningPart,
  startKafka,
  startRedis,
} from '#libs/parts';

/** The one Kafka, the one Redis and the Chromium that all specs of a run share, whether there is an nginx, and those that could not be had. */
export class TestParts {
  private readonly running: RunningPart[] = [];
  readonly missing: PartUnavailableError[] = [];

  private constructor(private readonly folder: string) {}

  /**
   * Starts both servers, finds the browser and nginx, and names them to the specs by `FRESHET_TEST_KAFKA_BROKERS`,
   * `FRESHET_TEST_REDIS_URL`, `FRESHET_TEST_CHROMIUM` and `FRESHET_TEST_NGINX`; specs skip themselves where the variable of what they need is
   * not set.
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
      const [kafka, redis, chromium, nginx] = await Promise.all([
        parts.keep(startKafka(place('kafka'))),
        parts.keep(startRedis(place('redis'))),
        parts.unlessMissing(obtainChromium(log)),
        parts.unlessMissing(obtainNginx(log)),
      ]);
      if (kafka) process.env['FRESHET_TEST_KAFKA_BROKERS'] = kafka.brokers.join(',');
      if (redis) process.env['FRESHET_TEST_REDIS_URL'] = redis.url;
      if (nginx) process.env['FRESHET_TEST_NGINX'] = nginx;
      if (chromium) process.env['FRESHET_TEST_CHROMIUM'] = chromium.path;
      return parts;
    } catch (error) {
      await parts.stop();
      throw error;
    }
  }

  /** @returns undefined when the part is not available here, which `missing` then tells */
  private async unlessMissing<Part>(obtaining: Promise<Part>): Promise<Part | undefined> {
    try {
      return await obtaining;
    } catch (error) {
      if (!(error instanceof PartUnavailableError)) throw error;
      this.missing.push(error);
      return undefined;
    }
  }

  /** The same, to be stopped at the end. */
  private async keep<Part extends RunningPart>(starting: Promise<Part>): Promise<Part | undefined> {
    const part = await this.unlessMissing(starting);
    if (part) this.running.push(part);
    return part;
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map((part) => part.kill()));
    await rm(this.folder, { recursive: true, force: true });
  }
}
