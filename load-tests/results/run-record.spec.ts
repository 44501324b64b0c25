import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRun } from './run-record.js';
import { writeRun } from './write-run.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freshet-run-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the file of a run', () => {
  it('is read as it was written, without passwords', async () => {
    const outcome = { comparisons: [{ figure: 'x', values: [1.5, 2] }], charts: [], failures: { '503': 1 } };
    const options = { url: 'http://me:secret@shop.test/', rounds: 2 };
    const startedAt = new Date('2026-11-23T19:00:00Z');
    const files = await writeRun(folder, { scenario: 'read', options, startedAt, outcome });
    expect(files.record).toBe(join(folder, 'read-2026-11-23T19-00-00.json'));
    const text = await readFile(files.record, 'utf8');
    expect(text).not.toContain('secret');
    expect(parseRun(text, 'a.json')).toMatchObject({
      scenario: 'read',
      options: { url: 'http://shop.test/', rounds: 2 },
      startedAt: startedAt.toISOString(),
      ...outcome,
    });
    expect(await readFile(files.page, 'utf8')).toContain('Load test: read');
  });

  it('says of a round that it measured nothing', async () => {
    const outcome = { comparisons: [{ figure: 'x', values: [1, Number.NaN] }], charts: [], failures: {} };
    const files = await writeRun(folder, { scenario: 'read', options: {}, startedAt: new Date(), outcome });
    const { comparisons } = parseRun(await readFile(files.record, 'utf8'), 'a.json');
    expect(comparisons[0]?.values).toEqual([1, Number.NaN]);
  });

  it.each([
    '',
    '{}',
    '{"format":2}',
    '{"format":1,"scenario":"read","comparisons":[{"figure":"x","values":[]}]}',
  ])('is refused by name when it is none: %s', (text) => {
    expect(() => parseRun(text, 'b.json')).toThrow(/^b\.json is no run of `npm run load`: /);
  });
});
