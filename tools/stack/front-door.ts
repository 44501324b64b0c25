import { startNginx, type PartOptions } from '#libs/parts';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The apps behind the front door that answer HTTP for pages and people. */
export type Upstream = 'collector' | 'recommender' | 'storefront';

/** That of compose, where each app has a host name of its own. */
const SITE_FILE = fileURLToPath(new URL('front-door.nginx.conf', import.meta.url));

export interface FrontDoor {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * One address for the distributed system on one machine: the nginx and the routes of docker-compose.yml.
 * @param urls where each app listens.
 * @throws Error where the port is taken; PartUnavailableError where there is no nginx.
 */
export async function openFrontDoor(
  urls: Readonly<Record<Upstream, string>>,
  options: Pick<PartOptions, 'dataFolder' | 'port' | 'log'>,
): Promise<FrontDoor> {
  const composed = await readFile(SITE_FILE, 'utf8');
  const site = (listen: string): string =>
    composed
      .replace('listen 3000;', `listen ${listen};`)
      .replaceAll(
        /server (\w+):3000;/g,
        (_, upstream: string) => `server ${new URL(urls[upstream as Upstream]).host};`,
      );
  return startNginx({ ...options, site });
}
