import { readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.js';
import { obtain } from './obtain.js';
import { startPart } from './part-lifecycle.js';
import { REDIS_SOURCES } from './redis-sources.js';
import type { PartOptions, RunningRedis } from './running-part.js';

const PING_TIMEOUT_MS = 1_000;
const REMEDY = process.platform === 'darwin' ? 'brew install redis' : 'sudo apt-get install -y redis-server';

/** Any reply means that it serves: with a password set, the answer to PING is an error of Redis's own. */
function ping(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: PING_TIMEOUT_MS }, () =>
      socket.write('PING\r\n'),
    );
    const fail = (why: string): void => {
      socket.destroy();
      reject(new Error(`PING to 127.0.0.1:${port}: ${why}`));
    };
    socket.once('data', (reply) => {
      const text = reply.toString().trim();
      if (!/^(\+PONG|-NOAUTH)/.test(text)) {
        fail(text);
        return;
      }
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => fail('no reply'));
    socket.once('error', (error) => fail(error.message));
    socket.once('end', () => fail('closed'));
  });
}

/**
 * Starts a Redis of one's own. What it acknowledged outlives its process, as long as the machine stays up.
 * @throws PartUnavailableError where none can be obtained; Error where it does not come up
 */
export async function startRedis(options: PartOptions): Promise<RunningRedis> {
  const log = options.log ?? (() => undefined);
  const program = await obtain('Redis', REDIS_SOURCES, REMEDY, log);
  const dataFolder = resolve(options.dataFolder);
  const port = options.port ?? (await freePort());
  const settings = {
    port: `${port}`,
    bind: program.listenHost,
    'protected-mode': 'no',
    dir: dataFolder,
    daemonize: 'no',
    save: '',
    appendonly: 'yes',
    // So that the command line, by which a leftover is recognised, stays as it is.
    'set-proc-title': 'no',
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]);
  const place = { dataFolder, port };
  log(`starting Redis on port ${port} (${program.origin})`);
  const part = await startPart({
    ...place,
    origin: program.origin,
    prepare: () => Promise.resolve(),
    serve: () => program.command('server', args, place),
    probe: () => ping(port),
    async empty() {
      const names = await readdir(dataFolder);
      const ofRedis = names.filter(
        (name) => name.startsWith('appendonly') || name.endsWith('.rdb') || name === 'nodes.conf',
      );
      for (const name of ofRedis) await rm(join(dataFolder, name), { recursive: true });
    },
  });
  return Object.assign(part, { url: `redis://127.0.0.1:${port}` });
}
