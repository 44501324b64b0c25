/**
 * What a layout of tables costs, in a process of its own: seconds to open it, memory when it was, microseconds of sessions' lookups, and
 * memory after them. Prints `LayoutFigures` as one line of JSON.
 */
import { VersionStore } from '#libs/co-watch';
import { generatedWalks } from '../generated-sessions.js';
import { GENERATED_SITE } from '../generated-site.js';
import type { LayoutFigures } from '../layouts.scenario.js';
import { LmdbLookups } from '../lmdb-tables.js';
import { percentile } from '../percentile.js';
import { ProcessMemory } from '../process-memory.js';
import { FlatLookups, lookUpSession, type LookupMicros, type TableLookups } from '../table-lookups.js';

/** Through all sessions: the first touches what was never touched, the last is counted. */
const ROUNDS = 5;

const [layout = '', dataFolder = '', version = '', path = '', itemsCount = ''] = process.argv.slice(2);
const items = Number(itemsCount);
const memory = new ProcessMemory(process.pid);
const walks = generatedWalks(items);
const sums = new Uint32Array(items);
const met = new Uint32Array(items);

async function openLayout(): Promise<TableLookups> {
  if (layout === 'lmdb') return new LmdbLookups(path);
  return new FlatLookups((await new VersionStore({ dataFolder }).open(GENERATED_SITE, version)).tables);
}

const before = await memory.resident();
const startedAt = performance.now();
const lookups = await openLayout();
const openSeconds = (performance.now() - startedAt) / 1000;
const openedBytes = (await memory.resident()) - before;
let times: LookupMicros[] = [];
for (let round = 0; round < ROUNDS; round++)
  times = walks.map((walk) => lookUpSession(lookups, walk, sums, met));
const figures: LayoutFigures = {
  openSeconds,
  openedBytes,
  usedBytes: (await memory.resident()) - before,
  rowsMicros: percentile(
    times.map(({ rows }) => rows),
    0.5,
  ),
  profilesMicros: percentile(
    times.map(({ profiles }) => profiles),
    0.5,
  ),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
