import { join } from 'node:path';
import type { PartPlace } from './part-program.js';

/**
 * One node that is broker and controller, for one machine: no replicas to wait for, few partitions in the
 * internal topics and small buffers, so that it is up in a second and lives within half a gigabyte.
 */
export function kafkaSettings(
  place: PartPlace,
  controllerPort: number,
  listenHost: string,
  further: Readonly<Record<string, string>> = {},
): string {
  const settings: Readonly<Record<string, string | number | boolean>> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENT',
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    listeners: `CLIENT://${listenHost}:${place.port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${place.port}`,
    'log.dirs': logFolder(place.dataFolder),
    // A broker that was killed may register again only once its old session is over; the default is 9 s.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    // A misspelt topic is an error, not a new topic.
    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 4,
    // Allocated for every partition up front; the default is 10 MiB, twice.
    'log.index.size.max.bytes': 1_048_576,
    // Taken from the heap at the start; the default is 128 MiB of it.
    'log.cleaner.dedupe.buffer.size': 8_388_608,
    'num.network.threads': 2,
    'num.io.threads': 4,
    ...further,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return `${lines.join('\n')}\n`;
}

/** Where the broker keeps its records, inside its data folder. */
export function logFolder(dataFolder: string): string {
  return join(dataFolder, 'log');
}
