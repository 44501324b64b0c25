import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { userInfo } from 'node:os';
import { canListen, freePort } from './free-port.js';
import { NGINX_SOURCES } from './nginx-sources.js';
import { obtain } from './obtain.js';
import { startPart } from './part-lifecycle.js';
import type { PartOptions, RunningPart } from './running-part.js';

export interface NginxOptions extends Omit<PartOptions, 'settings'> {
  /** What stands in the http block, in nginx's own words. @param listen what its server listens on. */
  readonly site: (listen: string) => string;
}

const REMEDY = process.platform === 'darwin' ? 'brew install nginx' : 'sudo apt-get install -y nginx';
const PROBE_TIMEOUT_MS = 1000;

/**
 * Finds an nginx, or downloads one into the cache.
 * @returns where it came from.
 * @throws PartUnavailableError where none can be obtained
 */
export async function obtainNginx(log: (line: string) => void): Promise<string> {
  return (await obtain('nginx', NGINX_SOURCES, REMEDY, log)).origin;
}

/**
 * Starts an nginx of one's own that serves one site.
 * @throws PartUnavailableError where none can be obtained; Error where the port is taken or it does not come up, with what nginx said
 */
export async function startNginx(options: NginxOptions): Promise<RunningPart & { readonly url: string }> {
  const log = options.log ?? (() => undefined);
  const program = await obtain('nginx', NGINX_SOURCES, REMEDY, log);
  const dataFolder = resolve(options.dataFolder);
  const port = options.port ?? (await freePort());
  const listen = `${program.listenHost}:${port}`;
  // Whoever listens there would answer the probe in nginx's place.
  if (!(await canListen(port)))
    throw new Error(`Port ${port} is in use: stop what listens there, or choose another.`);
  const place = { dataFolder, port };
  log(`starting nginx on port ${port} (${program.origin})`);
  const part = await startPart({
    ...place,
    origin: program.origin,
    async prepare() {
      await mkdir(join(dataFolder, 'bodies'), { recursive: true });
      await writeFile(join(dataFolder, 'nginx.conf'), configuration(options.site(listen)));
    },
    serve: () => program.command('nginx', ['-p', `${dataFolder}/`, '-c', 'nginx.conf'], place),
    probe: () => connects(port),
    empty: () => Promise.resolve(),
  });
  return Object.assign(part, { url: `http://127.0.0.1:${port}` });
}

/** As its own user, in the foreground, all that it writes in its folder. */
function configuration(site: string): string {
  // Only root can be told to be another; workers would be somebody who may not read the folder.
  const user = process.getuid?.() === 0 ? `user ${userInfo().username};` : '';
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path bodies;`,
  );
  return `${user}
daemon off;
pid nginx.pid;
error_log stderr warn;
worker_processes 1;
events { worker_connections 4096; }
http {
  access_log off;
${folders.join('\n')}
${site}
}
`;
}

function connects(port: number): Promise<void> {
  return new Promise((done, reject) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: PROBE_TIMEOUT_MS }, () => {
      socket.destroy();
      done();
    });
    socket.once('timeout', () => socket.destroy(new Error('no reply')));
    socket.once('error', reject);
  });
}
