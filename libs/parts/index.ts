/** Real parts - Kafka, Redis, nginx, Chromium - obtained and run on this machine, for development and tests. */
export { runToEnd } from './command.js';
export { obtainChromium } from './obtain-chromium.js';
export { freePort } from './free-port.js';
export { cachedFolder } from './parts-cache.js';
export { PartUnavailableError } from './part-unavailable.error.js';
export type { PartOptions, RunningKafka, RunningPart, RunningRedis } from './running-part.js';
export { leash } from './leash.js';
export { startKafka } from './start-kafka.js';
export { obtainNginx, startNginx } from './start-nginx.js';
export { startRedis } from './start-redis.js';
