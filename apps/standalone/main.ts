import { runHttpService } from '#libs/runtime';
import { consumeSessionEvents } from '../session-state/consume-session-events.js';
import { ensureDemoSite } from './demo-site.js';
import { standaloneModule } from './standalone.module.js';
import { welcome } from './welcome.js';

await runHttpService({
  app: 'standalone',
  module: standaloneModule,
  async prepare(application, configuration) {
    await ensureDemoSite(configuration, (line) => void process.stderr.write(`freshet: ${line}\n`));
    await consumeSessionEvents(application);
  },
  serving: (url) => void process.stdout.write(welcome(url.replace('0.0.0.0', 'localhost'))),
});
