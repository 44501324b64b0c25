import { FreshetError, messageOf } from '#libs/contracts';
import { learnSite, type LearnSiteOptions, type LearnSiteReport } from './learn-site.js';
import type { LearnSiteMessage } from './learn-site-aside.js';

/** A process that learns beside a service and ends with it: the service sends one message with the options. */
const service = process.ppid;

function endWithoutService(): void {
  if (process.ppid !== service) process.exit(1);
}

async function learn(options: LearnSiteOptions): Promise<LearnSiteMessage> {
  try {
    return { report: await learnAndTell(options) };
  } catch (thrown) {
    const code = thrown instanceof FreshetError ? thrown.code : undefined;
    return { fault: { message: messageOf(thrown), code } };
  }
}

function learnAndTell(options: LearnSiteOptions): Promise<LearnSiteReport> {
  let told = '';
  return learnSite({
    ...options,
    onProgress: (doing) => {
      // Between two of these nothing else is heard of a service that was killed.
      endWithoutService();
      if (doing !== told) tell({ doing });
      told = doing;
    },
  });
}

function tell(message: LearnSiteMessage, then: () => void = () => undefined): void {
  process.send?.(message, then);
}

// Ctrl-C reaches all processes of a terminal: the service says when this one is to end.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(1));
process.once('message', (options: LearnSiteOptions) => {
  void learn(options).then((last) => tell(last, () => process.exit(0)));
});
