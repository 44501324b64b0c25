import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { openEmbeddedEnvironment } from '#libs/embedded-environment';
import { openEmbeddedEventLog } from '#libs/event-log';
import { runHttpService } from '#libs/runtime';
import { collectorOn, LogKeeper } from './collector-on.js';
import { FaultyEventLog } from './faulty-event-log.js';

/**
 * A collector in a process of its own, whose log takes its time: started with the milliseconds an append takes, or `hangs`, and
 * then perhaps with `stays`, for a log that does not close. SIGUSR2 makes it throw what nobody catches.
 */
const [, , appendMs = '0', closing] = process.argv;

process.on('SIGUSR2', () => {
  throw new Error('nobody catches this');
});

const environment = openEmbeddedEnvironment(join(process.env['FRESHET_DATA'] ?? '', 'live'));
const log = new FaultyEventLog(await openEmbeddedEventLog(environment));
log.fault = () => (appendMs === 'hangs' ? 'hangs' : pause(Number(appendMs)));
await runHttpService({
  app: 'collector',
  module: (configuration) => collectorOn(configuration, log),
  prepare(application) {
    // Like the modules that stand the adapters behind the ports: after the server has closed.
    application.get(LogKeeper).close = async () => {
      await (closing === 'stays' ? new Promise(() => undefined) : log.close());
      await environment.close();
    };
  },
});
