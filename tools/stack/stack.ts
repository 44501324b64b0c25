import type { Configuration } from '#libs/runtime';
import { join } from 'node:path';
import { ensureDemoSite, learnDemoSite } from '../../apps/standalone/demo-site.js';
import { AppProcess } from './app-process.js';
import { backingParts, type BackingParts } from './backing-parts.js';
import { openFrontDoor, type FrontDoor, type Upstream } from './front-door.js';

const APPS = ['collector', 'recommender', 'session-state', 'archiver', 'storefront'] as const;
type App = (typeof APPS)[number];

/** Where everything listens: the one line that a started stack prints. */
export interface StackAddresses {
  /** The front door: all that people and pages need. */
  readonly url: string;
  readonly collector: string;
  readonly recommender: string;
  readonly sessionState: string;
  readonly archiver: string;
  readonly storefront: string;
  readonly kafka: string;
  readonly redis: string;
  readonly pids: Readonly<Record<string, number>>;
}

export interface Stack {
  readonly addresses: StackAddresses;
  /** Apps first, so that each can hand over what it holds, then the log and the store. */
  stop(): Promise<void>;
}

/**
 * The distributed system on this machine: log, store, every app in a process of its own, the front door.
 * @param anyPort whether the front door takes a free port instead of the configured one.
 */
export async function startStack(
  configuration: Configuration,
  anyPort: boolean,
  log: (line: string) => void,
): Promise<Stack> {
  const { environment } = configuration;
  const parts = await backingParts(environment, log);
  const apps = new Map<App, AppProcess>();
  const leaving = new AbortController();
  let learning: Promise<void> = Promise.resolve();
  let door: FrontDoor | undefined;
  const stop = async (): Promise<void> => {
    leaving.abort();
    await door?.stop();
    await Promise.all([learning, ...[...apps.values()].map((app) => app.stop())]);
    await parts.stop();
  };
  try {
    await ensureDemoSite(configuration, log);
    const env = {
      FRESHET_KAFKA_BROKERS: parts.kafka,
      FRESHET_REDIS_URL: parts.redis,
      // The front door is on this machine, and tells each visitor's own address.
      FRESHET_TRUSTED_PROXIES: '127.0.0.1/32',
    };
    for (const app of APPS) apps.set(app, await AppProcess.start(app, env, log));
    await Promise.all([...apps.values()].map((app) => app.ready()));
    door = await openFrontDoor(upstreams(apps), {
      dataFolder: join(environment.dataFolder, 'parts', 'front-door'),
      ...(!anyPort && { port: environment.port }),
      log,
    });
    const addresses = addressesOf(door, apps, parts);
    learning = learnDemoSite(configuration, log, leaving.signal);
    return { addresses, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

function upstreams(apps: ReadonlyMap<App, AppProcess>): Record<Upstream, string> {
  return {
    collector: urlOf(apps, 'collector'),
    recommender: urlOf(apps, 'recommender'),
    storefront: urlOf(apps, 'storefront'),
  };
}

function addressesOf(
  door: FrontDoor,
  apps: ReadonlyMap<App, AppProcess>,
  parts: BackingParts,
): StackAddresses {
  const pids = Object.fromEntries([...apps].map(([app, { pid }]) => [camelCase(app), pid]));
  return {
    url: door.url,
    collector: urlOf(apps, 'collector'),
    recommender: urlOf(apps, 'recommender'),
    sessionState: urlOf(apps, 'session-state'),
    archiver: urlOf(apps, 'archiver'),
    storefront: urlOf(apps, 'storefront'),
    kafka: parts.kafka,
    redis: parts.redis,
    pids: { stack: process.pid, frontDoor: door.pid, ...pids, ...parts.pids },
  };
}

function urlOf(apps: ReadonlyMap<App, AppProcess>, app: App): string {
  return apps.get(app)?.url ?? '';
}

function camelCase(app: string): string {
  return app.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
