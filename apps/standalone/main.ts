import { runHttpService } from '#libs/runtime';
import { consumeSessionEvents } from '../session-state/consume-session-events.js';
import { ensureDemoSite, learnDemoSite } from './demo-site.js';
import { standaloneModule } from './standalone.module.js';
import { welcome } from './welcome.js';

const log = (line: string): void => void process.stderr.write(`freshet: ${line}\n`);

await runHttpService({
  app: 'standalone',
  module: standaloneModule,
  async prepare(application, configuration) {
    await ensureDemoSite(configuration, log);
    await consumeSessionEvents(application);
  },
  serving: (url) => void process.stdout.write(welcome(url.replace('0.0.0.0', 'localhost'))),
  beside: (configuration, signal) => learnDemoSite(configuration, log, signal),
});
