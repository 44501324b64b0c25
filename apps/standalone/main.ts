import { runHttpService } from '#libs/runtime';
import { ensureDemoSite } from './demo-site.js';
import { standaloneModule } from './standalone.module.js';
import { welcome } from './welcome.js';

await runHttpService({
  app: 'standalone',
  module: standaloneModule,
  prepare: (_, configuration) =>
    ensureDemoSite(configuration, (line) => void process.stderr.write(`freshet: ${line}\n`)),
  serving: (url) => void process.stdout.write(welcome(url.replace('0.0.0.0', 'localhost'))),
});
