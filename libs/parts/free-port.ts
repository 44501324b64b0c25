import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the range that outgoing connections take their ports from (32768 and up on Linux, 49152 and up
 * elsewhere): a client that keeps dialling a stopped part would otherwise end up connected to itself, and hold
 * the port when the part comes back.
 */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_000;
const ATTEMPTS = 100;

/** Whether nobody listens on a port of 127.0.0.1 at this moment. */
export function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A port of 127.0.0.1 that nobody listens on at this moment, picked at random so that two callers seldom meet. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (await canListen(port)) return port;
  }
  throw new Error(`No free port between ${LOWEST_PORT} and ${HIGHEST_PORT}: end what listens there.`);
}
