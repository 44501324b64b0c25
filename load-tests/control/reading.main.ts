/**
 * The least that can answer a read: bare `node:http`, one GET of Redis, the service's scorer on the service's tables, JSON. No framework, no
 * check of the query, no metrics, no slate record. What the recommender costs beyond this is what those cost.
 */
import { Blender, chooseSlate, NO_FILTERS } from '#libs/blending';
import { LIMITS, logKeyOf } from '#libs/contracts';
import { VersionStore } from '#libs/co-watch';
import { decodeVector } from '#libs/session';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { answerOnFreePort } from './answer-on-free-port.js';
import { cpuSeconds } from './cpu-seconds.js';

const [dataFolder = '', redisUrl = '', site = ''] = process.argv.slice(2);

const versions = new VersionStore({ dataFolder });
const { tables, manifest } = await versions.open(site, (await versions.currentVersion(site)) ?? '');
const blender = new Blender(tables, manifest.blend);
const redis = new Redis(redisUrl);

async function answer(path: string, response: ServerResponse): Promise<void> {
  const session = new URLSearchParams(path.slice(path.indexOf('?'))).get('session') ?? '';
  const bytes = await redis.getBuffer(`freshet:{${logKeyOf({ site, session })}}:v`);
  const interactions = bytes ? decodeVector(bytes).interactions : [];
  const { strategy, items } = chooseSlate(blender, {
    fixed: [],
    filters: NO_FILTERS,
    session: interactions,
    viewing: undefined,
    limit: LIMITS.slateItemsDefault,
    hasTime: () => true,
  });
  const text = JSON.stringify({ site, session, slate: randomUUID(), strategy, items });
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

await answerOnFreePort((request, response) => {
  if (request.url === '/metrics') response.end(`process_cpu_seconds_total ${cpuSeconds()}\n`);
  else answer(request.url ?? '', response).catch(() => response.writeHead(500).end());
});
