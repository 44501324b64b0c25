import { messageOf } from '#libs/contracts';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { SCRIPTS, type ScriptedRedis } from './redis-scripts.js';
import { TurnByTurnRedis } from './redis-turn-by-turn.js';
import type { StoreNoticeListener } from './store-notice.js';

export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, with user and password where needed. Of a cluster, any of its servers. */
  readonly urls: readonly string[];
  readonly cluster: boolean;
  /** What the connection is for, in messages and in Redis's own list of clients. */
  readonly name: string;
  readonly commandTimeoutMs: number;
  /** Whether commands of one turn of the event loop are sent together. */
  readonly pipelined: boolean;
  readonly notice: StoreNoticeListener;
}

/** A black hole is given up after this, so that a Redis that comes back elsewhere is found within 5 s. */
const CONNECT_TIMEOUT_MS = 2_000;
const RECONNECT_MS_MIN = 50;
const RECONNECT_MS_MAX = 500;
/** A server that answers nothing for this long is dropped and dialled again; what waits for it rejects sooner. */
const SILENCE_MS = 3_000;

/** Connects in the background and stays at it for as long as it is open. A command that can't be sent at once rejects. */
export function connectRedis(options: RedisConnectionOptions): ScriptedRedis {
  const connection = options.cluster ? connectCluster(options) : connectServer(options);
  reportConnection(connection, options);
  return connection as ScriptedRedis;
}

/** Resolves once the connection is ready, or after a while without it. */
export async function readyWithin(connection: ScriptedRedis, waitMs: number): Promise<void> {
  if (connection.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      connection.off('ready', done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    connection.on('ready', done);
  });
}

/** Waits for the answers that are under way where there is a server to give them. */
export async function disconnect(connection: ScriptedRedis): Promise<void> {
  if (connection.status === 'ready') await connection.quit().catch(() => undefined);
  connection.disconnect();
}

function connectServer(options: RedisConnectionOptions): Redis {
  const Connection = options.pipelined ? TurnByTurnRedis : Redis;
  return new Connection(options.urls[0] ?? '', {
    ...serverOptions(options),
    retryStrategy: reconnectAfterMs,
    enableOfflineQueue: false,
    scripts: SCRIPTS,
  });
}

function connectCluster(options: RedisConnectionOptions): Cluster {
  const url = new URL(options.urls[0] ?? '');
  return new Cluster([...options.urls], {
    clusterRetryStrategy: reconnectAfterMs,
    enableOfflineQueue: false,
    enableAutoPipelining: options.pipelined,
    scripts: SCRIPTS,
    // While a replica takes over; beyond that the caller is told.
    maxRedirections: 4,
    retryDelayOnFailover: 100,
    retryDelayOnClusterDown: 100,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    slotsRefreshInterval: 5_000,
    redisOptions: {
      ...serverOptions(options),
      // The servers that the first one names have no URL of their own.
      ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
      ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
      ...(url.protocol === 'rediss:' && { tls: {} }),
    },
  });
}

function serverOptions({ name, commandTimeoutMs }: RedisConnectionOptions) {
  return {
    connectionName: `freshet-${name}`,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: commandTimeoutMs,
    socketTimeout: SILENCE_MS,
    // A command without an answer may have been done. The caller sends again what may be sent again; the driver never does.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // A former primary behind the same address: dial again, which finds the new one.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  } satisfies RedisOptions;
}

function reconnectAfterMs(times: number): number {
  return Math.min(RECONNECT_MS_MIN * times, RECONNECT_MS_MAX);
}

/** Says when a connection is lost and when it is back, once each, instead of at every attempt. */
function reportConnection(connection: Redis | Cluster, { name, notice }: RedisConnectionOptions): void {
  let connected: boolean | undefined;
  let reason = 'it was closed';
  connection.on('error', (error: unknown) => {
    reason = messageOf(error);
    if (connected === undefined) lost();
  });
  connection.on('close', () => {
    if (connected === true) lost();
  });
  connection.on('ready', () => {
    if (connected === false) notice({ level: 'info', message: `Redis is back (${name}).` });
    connected = true;
  });

  function lost(): void {
    connected = false;
    notice({ level: 'warn', message: `Redis is away (${name}) and is dialled again: ${reason}` });
  }
}
