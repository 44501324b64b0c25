import type { INestApplication } from '@nestjs/common';
import { EventLogStrategy } from './event-log.strategy.js';

/**
 * Connects session-state's consumer to an application that imports SessionStateModule, and starts it. Nest stops it when the
 * application closes, before the log and the store are closed.
 */
export async function consumeSessionEvents(application: INestApplication): Promise<void> {
  // Starting microservices does not call the modules' own start-up hooks; the first batch may come at once.
  await application.init();
  application.connectMicroservice({ strategy: application.get(EventLogStrategy) });
  await application.startAllMicroservices();
}
