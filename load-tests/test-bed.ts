import { loadConfiguration } from '#libs/runtime';
import { startKafka, startRedis, type RunningKafka, type RunningRedis } from '#libs/parts';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDemoSite } from '../apps/standalone/demo-site.js';
import { AppProcess } from '../tools/stack/app-process.js';
import { scratchFolder, type ScratchFolder } from './scratch-folder.js';
import { startControl, type ControlOptions, type ControlProcess } from './control/control-process.js';

/** The site that the measured events are of. */
export const MEASURED_SITE = 'demo';

/** Everything comes from one address here: limits for strangers would be what is measured. */
export const EVERYBODY_ADMITTED = `
sites: { ${MEASURED_SITE}: {} }
collector:
  inFlightEventsMax: 1000000
  limits: { addressEventsPerSecond: 10000000, siteEventsPerSecond: 10000000 }
`;

/** What Redis tells of itself. */
interface StoreFigures {
  /** User and system, since its start. */
  readonly cpuSeconds: number;
  /** Memory of keys and values, what allocating them took included. */
  readonly bytes: number;
  readonly keys: number;
}

/** A Kafka and a Redis of the measurement's own, and the programs that are measured on them. */
export class TestBed {
  private readonly programs: { stop(): Promise<void> }[] = [];

  private constructor(
    readonly kafka: RunningKafka,
    readonly redis: RunningRedis,
    private readonly folder: ScratchFolder,
    private readonly log: (line: string) => void,
  ) {}

  /** @throws PartUnavailableError where a part can't be had. */
  static async start(log: (line: string) => void): Promise<TestBed> {
    const folder = await scratchFolder();
    await writeFile(join(folder.path, 'freshet.yaml'), EVERYBODY_ADMITTED);
    const kafka = await startKafka({ dataFolder: join(folder.path, 'kafka'), log });
    const redis = await startRedis({ dataFolder: join(folder.path, 'redis'), log });
    return new TestBed(kafka, redis, folder, log);
  }

  get broker(): string {
    return `127.0.0.1:${this.kafka.port}`;
  }

  /**
   * Starts one of the service's apps and waits until it is ready.
   * @param environment what is to differ from that of the others.
   */
  async startApp(app: string, environment: NodeJS.ProcessEnv = {}): Promise<AppProcess> {
    const process = await this.spawnApp(app, environment);
    await process.ready();
    return process;
  }

  /** Starts one of the service's apps and does not wait for it. */
  async spawnApp(app: string, environment: NodeJS.ProcessEnv = {}): Promise<AppProcess> {
    const process = await AppProcess.start(app, { ...this.environment(), ...environment }, this.log);
    this.programs.push(process);
    return process;
  }

  /** Makes the demo film site's history and its first tables, which are counted and not learned. */
  async prepareDemoSite(): Promise<void> {
    const environment = { ...process.env, ...this.environment() };
    await ensureDemoSite(loadConfiguration(environment), this.log);
  }

  async startControl(options: ControlOptions): Promise<ControlProcess> {
    const control = await startControl(options);
    this.programs.push(control);
    return control;
  }

  /** A consumer group that nobody has seen starts at the oldest record. */
  async forgetGroup(group: string): Promise<void> {
    const admin = new Kafka({ brokers: [this.broker], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const { groups } = await admin.listGroups();
    if (groups.some(({ groupId }) => groupId === group)) await admin.deleteGroups([group]);
    await admin.disconnect();
  }

  async emptyStore(): Promise<void> {
    const store = new Redis(this.redis.url);
    await store.flushall();
    await store.quit();
  }

  async storeFigures(): Promise<StoreFigures> {
    const store = new Redis(this.redis.url);
    const info = `${await store.info('memory')}${await store.info('cpu')}`;
    const keys = await store.dbsize();
    await store.quit();
    const figure = (name: string): number => Number(new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1]);
    return {
      cpuSeconds: figure('used_cpu_user') + figure('used_cpu_sys'),
      bytes: figure('used_memory_dataset'),
      keys,
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.stop()));
    await Promise.all([this.kafka.stop(), this.redis.stop()]);
    await this.folder.remove();
  }

  /** Undefined takes away what the environment of the measuring command says. */
  private environment(): NodeJS.ProcessEnv {
    return {
      FRESHET_DATA: join(this.folder.path, 'data'),
      FRESHET_CONFIG: join(this.folder.path, 'freshet.yaml'),
      FRESHET_KAFKA_BROKERS: this.broker,
      FRESHET_REDIS_URL: this.redis.url,
      FRESHET_LOG_LEVEL: 'warn',
      FRESHET_ADMIN_TOKEN: undefined,
    };
  }
}
