import type { Consumption } from '#libs/event-log';
import { BaseRpcContext } from '@nestjs/microservices';

/** What a handler is told beside its records: the member of the consumer group that read them. */
export class EventLogContext extends BaseRpcContext<[Consumption]> {
  constructor(consumption: Consumption) {
    super([consumption]);
  }

  get consumption(): Consumption {
    return this.args[0];
  }
}
