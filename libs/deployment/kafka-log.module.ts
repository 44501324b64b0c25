import { FreshetError } from '#libs/contracts';
import { EVENT_LOG, openKafkaEventLog, type EventLog } from '#libs/event-log';
import { CONFIGURATION, type Configuration } from '#libs/runtime';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { noticeLog } from './notice-log.js';

function openLog({ environment, log }: Configuration): Promise<EventLog> {
  const { kafkaBrokers: brokers } = environment;
  if (!brokers) {
    const details = ['FRESHET_KAFKA_BROKERS is not set: it names the brokers, such as kafka:9092'];
    throw new FreshetError('FRESHET_CONFIG_INVALID', `${details[0] ?? ''}.`, { details });
  }
  return openKafkaEventLog({
    brokers,
    partitions: log.partitions,
    replicationFactor: log.replicationFactor,
    retentionHours: log.retentionHours,
    lingerMs: log.lingerMs,
    sessionTimeoutMs: log.sessionTimeoutMs,
    onNotice: noticeLog('EventLog'),
  });
}

/** Stands Kafka behind the EventLog port. Global, so that Nest closes it after every module that uses it. */
@Global()
@Module({
  providers: [{ provide: EVENT_LOG, useFactory: openLog, inject: [CONFIGURATION] }],
  exports: [EVENT_LOG],
})
export class KafkaLogModule implements OnApplicationShutdown {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  onApplicationShutdown(): Promise<void> {
    return this.log.close();
  }
}
