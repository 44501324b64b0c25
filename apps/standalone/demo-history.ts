import { DEMO_SEED, generateCatalogue, generateVisits, type DemoVisitEvent } from '#libs/demo';
import { importFile } from '#libs/event-history';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Lines handed over at a time: a stream chunk a line would cost more than the lines. */
const CHUNK_LINES = 2000;

/**
 * Gives a site the demo's month of visits, ending now, the way anybody's history comes in: as a file that is imported.
 * @param endMs milliseconds since 1970.
 * @returns events imported.
 */
export async function importDemoHistory(dataFolder: string, site: string, endMs: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'freshet-demo-'));
  try {
    const file = join(folder, 'visits.jsonl');
    const visits = generateVisits(generateCatalogue(DEMO_SEED), { seed: DEMO_SEED, endMs });
    await pipeline(Readable.from(linesOf(visits)), createWriteStream(file));
    return (await importFile(file, { site, dataFolder })).imported;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function* linesOf(visits: Iterable<DemoVisitEvent>): Generator<string> {
  let lines: string[] = [];
  for (const { ts, ...visit } of visits) {
    lines.push(JSON.stringify({ ...visit, timestamp: ts }));
    if (lines.length < CHUNK_LINES) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}
