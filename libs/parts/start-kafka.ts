import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { runToEnd } from './command.js';
import { freePort } from './free-port.js';
import { kafkaSettings, logFolder } from './kafka-settings.js';
import { KAFKA_SOURCES } from './kafka-sources.js';
import { obtain } from './obtain.js';
import { startPart } from './part-lifecycle.js';
import type { PartOptions, RunningKafka } from './running-part.js';

const REPLY_TIMEOUT_MS = 2_000;
const REMEDY =
  process.platform === 'darwin' ? 'brew install kafka' : 'sudo apt-get install -y default-jre-headless maven';

/**
 * Asks for the cluster and for a group that does not exist. The first is known once the broker has registered,
 * the second makes it set up what consumer groups need, which the first group would otherwise have to wait for.
 */
async function askForGroups(broker: string): Promise<void> {
  const admin = new Kafka({
    brokers: [broker],
    logLevel: logLevel.NOTHING,
    connectionTimeout: REPLY_TIMEOUT_MS,
    requestTimeout: REPLY_TIMEOUT_MS,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    if (brokers.length === 0) throw new Error(`${broker} knows of no broker yet`);
    await admin.fetchOffsets({ groupId: 'readiness', topics: [] });
  } finally {
    await admin.disconnect();
  }
}

/** 16 random bytes in the URL's base64: what Kafka calls a UUID. A leading dash would read as an option. */
function newClusterId(): string {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}

/**
 * Starts a Kafka broker of one's own: one node, topics only by asking for them.
 * @throws PartUnavailableError where none can be obtained; Error where it does not come up
 */
export async function startKafka(options: PartOptions): Promise<RunningKafka> {
  const log = options.log ?? (() => undefined);
  const program = await obtain('Kafka', KAFKA_SOURCES, REMEDY, log);
  const dataFolder = resolve(options.dataFolder);
  const place = { dataFolder, port: options.port ?? (await freePort()) };
  const broker = `127.0.0.1:${place.port}`;
  const settingsFile = join(dataFolder, 'server.properties');
  const settings = kafkaSettings(place, await freePort(), program.listenHost, options.settings);
  log(`starting Kafka on port ${place.port} (${program.origin})`);
  const part = await startPart({
    ...place,
    origin: program.origin,
    async prepare() {
      await writeFile(settingsFile, settings);
      if (existsSync(join(logFolder(dataFolder), 'meta.properties'))) return;
      const format = ['format', '--cluster-id', newClusterId(), '--config', settingsFile];
      await runToEnd(program.command('storage', format, place));
    },
    serve: () => program.command('server', [settingsFile], place),
    probe: () => askForGroups(broker),
    empty: () => rm(logFolder(dataFolder), { recursive: true, force: true }),
  });
  return Object.assign(part, { brokers: [broker] });
}
