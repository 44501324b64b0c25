import { join } from 'node:path';
import { runToEnd } from './command.js';
import { libraryPath, unpackDebian } from './debian-packages.js';
import { inContainer, pullImage } from './docker.js';
import { findProgram } from './installed-program.js';
import type { PartSource } from './part-program.js';
import { cachedFolder } from './parts-cache.js';
import { systemName } from './system-name.js';

export type RedisTool = 'server';

const IMAGE = 'redis:7';

const installed: PartSource<RedisTool> = {
  name: 'installed',
  async obtain() {
    const program = await findProgram(['redis-server', 'valkey-server']);
    if (program === undefined) throw new Error('no redis-server on PATH');
    return { origin: program, listenHost: '127.0.0.1', command: (_tool, args) => ({ program, args }) };
  },
};

const docker: PartSource<RedisTool> = {
  name: 'docker',
  async obtain(log) {
    await pullImage(IMAGE, log);
    return {
      origin: `the Docker image ${IMAGE}`,
      listenHost: '0.0.0.0',
      command: (_tool, args, place) => inContainer(IMAGE, 'redis-server', args, place),
    };
  },
};

const downloaded: PartSource<RedisTool> = {
  name: 'downloaded',
  async obtain(log) {
    const root = await cachedFolder(`redis-${await systemName()}`, (folder) => {
      log('downloading Redis (the Debian package, unpacked into the cache)');
      return unpackDebian(['redis-server'], folder, log);
    });
    const program = join(root, 'usr', 'bin', 'redis-server');
    const env = { LD_LIBRARY_PATH: await libraryPath(root) };
    await runToEnd({ program, args: ['--version'], env });
    return { origin: program, listenHost: '127.0.0.1', command: (_tool, args) => ({ program, args, env }) };
  },
};

/** The ways to Redis, in the order of trust: what the machine has, what its engine has, what can be had. */
export const REDIS_SOURCES: readonly PartSource<RedisTool>[] = [installed, docker, downloaded];
