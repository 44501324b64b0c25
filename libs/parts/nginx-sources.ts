import { join } from 'node:path';
import { runToEnd } from './command.js';
import { libraryPath, unpackDebian } from './debian-packages.js';
import { findProgram } from './installed-program.js';
import type { PartSource } from './part-program.js';
import { cachedFolder } from './parts-cache.js';
import { systemName } from './system-name.js';

const installed: PartSource<'nginx'> = {
  name: 'installed',
  async obtain() {
    const program = await findProgram(['nginx']);
    if (program === undefined) throw new Error('no nginx on PATH');
    return { origin: program, listenHost: '127.0.0.1', command: (_tool, args) => ({ program, args }) };
  },
};

const downloaded: PartSource<'nginx'> = {
  name: 'downloaded',
  async obtain(log) {
    const root = await cachedFolder(`nginx-${await systemName()}`, (folder) => {
      log('downloading nginx (the Debian package, unpacked into the cache)');
      return unpackDebian(['nginx'], folder, log);
    });
    const program = join(root, 'usr', 'sbin', 'nginx');
    const env = { LD_LIBRARY_PATH: await libraryPath(root) };
    await runToEnd({ program, args: ['-v'], env });
    return { origin: program, listenHost: '127.0.0.1', command: (_tool, args) => ({ program, args, env }) };
  },
};

/** The ways to nginx. Not as a container: from inside one the apps of this machine, which listen on 127.0.0.1, are not to be reached. */
export const NGINX_SOURCES: readonly PartSource<'nginx'>[] = [installed, downloaded];
