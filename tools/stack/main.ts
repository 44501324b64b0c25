import { messageOf } from '#libs/contracts';
import { loadConfiguration } from '#libs/runtime';
import { startStack } from './stack.js';

/** All but the one line of JSON goes to stderr. */
function log(line: string): void {
  process.stderr.write(`stack: ${line}\n`);
}

try {
  const configuration = loadConfiguration();
  const stack = await startStack(configuration, process.env['PORT'] === undefined, log);
  let stopping = false;
  const stop = (): void => {
    // A second Ctrl-C ends it there and then; parts and apps go with it.
    if (stopping) process.exit(1);
    stopping = true;
    log('stopping');
    void stack.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.write(`${JSON.stringify(stack.addresses)}\n`);
} catch (fault) {
  log(messageOf(fault));
  process.exit(1);
}
