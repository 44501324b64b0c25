import { startKafka, startRedis, type RunningPart } from '#libs/parts';
import type { Environment } from '#libs/runtime';
import { join } from 'node:path';

/** Where the apps find the log and the store, and what of it is ours to stop. */
export interface BackingParts {
  /** host:port, several with commas. */
  readonly kafka: string;
  readonly redis: string;
  readonly pids: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Takes the parts that the environment names, and starts the ones it does not name. */
export async function backingParts(
  environment: Environment,
  log: (line: string) => void,
): Promise<BackingParts> {
  const folder = (part: string): string => join(environment.dataFolder, 'parts', part);
  const started: Record<string, RunningPart> = {};
  const kafka = async (): Promise<string> => {
    if (environment.kafkaBrokers) return environment.kafkaBrokers.join(',');
    const part = await startKafka({ dataFolder: folder('kafka'), log });
    started['kafka'] = part;
    return part.brokers.join(',');
  };
  const redis = async (): Promise<string> => {
    if (environment.redisUrl !== undefined) return environment.redisUrl;
    const part = await startRedis({ dataFolder: folder('redis'), log });
    started['redis'] = part;
    return part.url;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(started).map((part) => part.stop()));
  };
  const [brokers, url] = await allOrNone([kafka(), redis()], stop);
  const pids = Object.fromEntries(Object.entries(started).map(([name, { pid }]) => [name, pid]));
  return { kafka: brokers, redis: url, pids, stop };
}

/** When one fails, what the others started is stopped before the failure is passed on. */
async function allOrNone<T extends readonly unknown[] | []>(
  starts: T,
  undo: () => Promise<void>,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  try {
    return await Promise.all(starts);
  } catch (fault) {
    await Promise.allSettled(starts);
    await undo();
    throw fault;
  }
}
