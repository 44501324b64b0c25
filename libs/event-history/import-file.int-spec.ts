import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDuckDb, sqlText } from '#libs/duckdb';
import {
  importFile,
  readEventFile,
  readHistory,
  type ImportOptions,
  type ImportReport,
  type ImportedEvent,
} from './index.js';

let folder: string;
let dataFolder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
  dataFolder = join(folder, "it's [the] data*");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function importText(
  content: string | Buffer,
  { name = 'events.csv', ...options }: Partial<ImportOptions> & { name?: string } = {},
): Promise<ImportReport> {
  return importFile(await fileOf(name, content), { site: 'demo', dataFolder, ...options });
}

async function history(site = 'demo', columns = 'session, item, ts, type'): Promise<object[]> {
  const db = await openDuckDb({ threads: 1 });
  try {
    return await readHistory(db, { dataFolder, site }, () =>
      db.rows(`SELECT ${columns} FROM events ORDER BY ts, session, item, type`),
    );
  } finally {
    await db.close();
  }
}

/** In the order in which tables are built from them. */
async function itemsInOrder(): Promise<string[]> {
  const db = await openDuckDb({ threads: 1 });
  try {
    return await readHistory(db, { dataFolder, site: 'demo' }, async () => {
      const rows = await db.rows<{ item: string }>('SELECT item FROM events ORDER BY received_at, ts, id');
      return rows.map(({ item }) => item);
    });
  } finally {
    await db.close();
  }
}

function countsOf({ read, imported, duplicates, rejected }: ImportReport): object {
  return { read, imported, duplicates, rejected };
}

const CSV = 'session,item,timestamp\n1,dune,0\n1,heat,30\n2,dune,63\n';
const ROWS = [
  { session: '1', item: 'dune', ts: 0, type: 'view' },
  { session: '1', item: 'heat', ts: 30_000, type: 'view' },
  { session: '2', item: 'dune', ts: 63_000, type: 'view' },
];

describe('importing an event file', () => {
  it('takes short session ids, seconds from 0 on, and views where no type is given', async () => {
    const report = await importText(CSV);
    expect(report).toMatchObject({ format: 'csv', unit: 'seconds', sessions: 2, items: 2, files: 1 });
    expect(countsOf(report)).toEqual({ read: 3, imported: 3, duplicates: 0, rejected: 0 });
    expect(await history()).toEqual(ROWS);
  });

  it('changes nothing the second time, renamed, compressed or in another format and unit', async () => {
    await importText(CSV);
    const jsonl = ROWS.map(({ session, item, ts }) =>
      JSON.stringify({ item, session, timestamp: ts / 1000 }),
    );
    const again = [
      await importText(CSV, { name: 'again.csv' }),
      await importText(gzipSync(CSV), { name: 'again.csv.gz' }),
      await importText(CSV.replaceAll('\n', '\r\n'), { name: 'windows.csv' }),
      await importText(jsonl.join('\n'), { name: 'again.jsonl' }),
    ];
    for (const report of again) {
      expect(countsOf(report)).toEqual({ read: 3, imported: 0, duplicates: 3, rejected: 0 });
    }
    expect(await history()).toEqual(ROWS);
  });

  it('counts what two files have in common once, and rows that are alike within a file each', async () => {
    await importText('session,item,timestamp\n1,dune,5\n1,dune,5\n1,heat,6\n');
    const report = await importText('session,item,timestamp\n1,dune,5\n1,dune,5\n1,dune,5\n2,heat,6\n');
    expect(countsOf(report)).toEqual({ read: 4, imported: 2, duplicates: 2, rejected: 0 });
    expect(await history()).toHaveLength(5);
  });

  it('keeps who the visitor was, on the device and to the site', async () => {
    await importText('session,item,timestamp,visitor,user\n1,dune,5,device-1,hash-1\n1,heat,6,,\n');
    expect(await history('demo', 'item, visitor, "user"')).toEqual([
      { item: 'dune', visitor: 'device-1', user: 'hash-1' },
      { item: 'heat', visitor: null, user: null },
    ]);
  });

  it("keeps the file's order among events of the same moment", async () => {
    const items = ['g', 'a', 'f', 'b', 'e', 'c', 'd'];
    await importText(`session,item,timestamp\n${items.map((item) => `1,${item},5\n`).join('')}`);
    expect(await itemsInOrder()).toEqual(items);
  });

  it('writes one folder a day of the event, in UTC', async () => {
    await importText('session,item,timestamp\ns,a,86399.999\ns,b,86400\ns,c,1763900000\n');
    const days = await readdir(join(dataFolder, 'history/demo/events'));
    expect(days.sort()).toEqual(['day=1970-01-01', 'day=1970-01-02', 'day=2025-11-23']);
  });

  it('takes years of days in little memory', async () => {
    const rows = Array.from({ length: 400 }, (_, day) => `s${day},dune,${day * 86_400}\n`);
    const report = await importText(`session,item,timestamp\n${rows.join('')}`, { memoryLimit: '64MB' });
    expect(report).toMatchObject({ imported: 400, files: 400 });
    expect(await history()).toHaveLength(400);
  });

  it('reads quoted fields, any column order, a byte order mark and every event column', async () => {
    const content =
      '\ufefftype,"timestamp",Session,item,value,quantity,colour\r\n' +
      'purchase,1763900000.5,s-1,"Dune, ""part"" 2",12.5,2,red\r\n';
    const report = await importText(content);
    expect(report).toMatchObject({ imported: 1, rejected: 0, ignoredColumns: ['colour'] });
    expect(await history()).toEqual([
      { session: 's-1', item: 'Dune, "part" 2', ts: 1_763_900_000_500, type: 'purchase' },
    ]);
  });

  it('reads Parquet, with numbers or with timestamps', async () => {
    const db = await openDuckDb({ threads: 1 });
    const paths = [join(folder, 'a.parquet'), join(folder, 'b.parquet')];
    await db.run(
      `COPY (SELECT 7 AS session, 'dune' AS item, 1763900000 AS "timestamp") TO ${sqlText(paths[0] ?? '')} (FORMAT parquet)`,
    );
    await db.run(
      `COPY (SELECT 7 AS session, 'dune' AS item, make_timestamp(1763900000000000) AS "timestamp") TO ${sqlText(paths[1] ?? '')} (FORMAT parquet)`,
    );
    await db.close();
    const reports: ImportReport[] = [];
    for (const path of paths) reports.push(await importFile(path, { site: 'demo', dataFolder }));
    expect(reports.map(({ imported, duplicates }) => [imported, duplicates])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(await history()).toEqual([{ session: '7', item: 'dune', ts: 1_763_900_000_000, type: 'view' }]);
  });

  it('keeps sites apart', async () => {
    await importText(CSV);
    await importText('session,item,timestamp\n9,alien,1\n', { site: 'shop' });
    expect(await history()).toEqual(ROWS);
    expect(await history('shop')).toHaveLength(1);
  });
});

describe('rows that an import refuses', () => {
  it('are named by line, column and reason, and all of them are kept', async () => {
    const report = await importText(
      'session,item,timestamp,type,progress\n' +
        's1,dune,yesterday,view,\n' +
        's1,"two\nlines",5,view,\n' +
        '\n' +
        ',dune,5,view,\n' +
        's1,dune,5,stare,\n' +
        's1,dune,5\n' +
        's1,dune,5,watch,1.5\n' +
        's1,dune,5,watch,0.5\n',
    );
    expect(countsOf(report)).toEqual({ read: 7, imported: 1, duplicates: 0, rejected: 6 });
    expect(report.rejects.map(({ line, column, name }) => [line, column, name])).toEqual([
      [2, 3, 'timestamp'],
      [3, 2, 'item'],
      [6, 1, 'session'],
      [7, 4, 'type'],
      [8, null, null],
      [9, 5, 'progress'],
    ]);
    expect(report.rejects[3]?.reason).toMatch(/"stare" is no event type: use one of view/);
    const kept = (await readFile(report.rejectsFile ?? '', 'utf8')).trimEnd().split('\n');
    expect(kept.map((line) => JSON.parse(line) as object)).toEqual(report.rejects);
    expect(report.rejects[1]?.original).toBe('s1,"two\nlines",5,view,');
    expect(await readdir(join(dataFolder, 'rejects'))).toHaveLength(1);
  });

  it('are kept where they are told to, beyond those in the report', async () => {
    const rejectsFile = join(folder, 'elsewhere/rejects.jsonl');
    const bad = Array.from({ length: 25 }, (_, index) => `s,item-${index},x\n`).join('');
    const report = await importText(`session,item,timestamp\n${bad}s,dune,1\n`, { rejectsFile });
    expect(report).toMatchObject({ rejected: 25, imported: 1, rejectsFile });
    expect(report.rejects).toHaveLength(10);
    expect((await readFile(rejectsFile, 'utf8')).trimEnd().split('\n')).toHaveLength(25);
  });

  it('name the line in JSONL too, and bytes that are not UTF-8', async () => {
    const good = '{"session":"s","item":"a","timestamp":1}\n';
    const report = await importText(
      Buffer.concat([
        Buffer.from(
          `${good}{"session":\n[]\n{"session":"s","item":["a"],"timestamp":1}\n{"session":"s","item":"`,
        ),
        Buffer.from([0xe9]),
        Buffer.from('","timestamp":1}\n'),
      ]),
      { name: 'events.jsonl' },
    );
    expect(countsOf(report)).toEqual({ read: 5, imported: 1, duplicates: 0, rejected: 4 });
    expect(report.rejects.map(({ line, name }) => [line, name])).toEqual([
      [2, null],
      [3, null],
      [4, 'item'],
      [5, 'item'],
    ]);
    expect(report.rejects[3]?.reason).toMatch(/UTF-8/);
  });

  it('and rows that are imported and known add up to what was read, whatever the file holds', async () => {
    const cell = fc.oneof(fc.constantFrom('', 's', 'a,b', '"', '5', '7', 'x'), fc.string({ maxLength: 4 }));
    const row = fc.tuple(cell, cell, cell).map((cells) => cells.map(quoted).join(','));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        const report = await importText(['session,item,timestamp', ...rows, 's,dune,5'].join('\n'));
        expect(report.imported + report.duplicates + report.rejected).toBe(report.read);
        expect(report.read).toBe(rows.length + 1);
      }),
      { numRuns: 15 },
    );
  });
});

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

describe('a file that is refused as a whole', () => {
  it.each([
    ['events.csv', '', /lacks the columns session, item, timestamp\. Columns found: none/],
    [
      'events.csv',
      'session,item,ts\n1,a,1\n',
      /lacks the column timestamp\. Columns found: "session", "item", "ts"/,
    ],
    ['events.csv', 'session;item;timestamp\n1;a;1\n', /Columns found: "session;item;timestamp"/],
    ['events.csv', 'session,item,timestamp,item\n1,a,1,b\n', /column item twice/],
    [
      'events.csv',
      'session,item,timestamp\n1,"a,1\n2,b,2\n',
      /quote that opens at line 2 or later is never closed/,
    ],
    ['events.csv', '\ufeffs\0e\0', /lacks the columns/],
    ['events.jsonl', '{"session":"s","item":"a"}\n', /lacks the column timestamp/],
    ['events.parquet', 'PAR1 it is not', /not readable Parquet/],
    ['events.xlsx', 'x', /must end in \.csv/],
  ])('%s holding %j', async (name, content, message) => {
    await expect(importText(content, { name })).rejects.toMatchObject({
      code: 'FRESHET_IMPORT_INVALID',
      message: expect.stringMatching(message) as string,
    });
    await expect(readdir(dataFolder)).rejects.toThrow(/ENOENT/);
  });

  it('a compressed file that was cut off leaves nothing of itself', async () => {
    const rows = Array.from(
      { length: 50_000 },
      (_, index) => `s${index},${(index * 7919) % 1000},${index}\n`,
    );
    const whole = gzipSync(`session,item,timestamp\n${rows.join('')}`);
    const cut = importText(whole.subarray(0, whole.length - 2000), { name: 'cut.csv.gz' });
    await expect(cut).rejects.toMatchObject({ code: 'FRESHET_IMPORT_INVALID' });
    expect(await history()).toEqual([]);
  });

  it('and a site whose name can not be one', async () => {
    await expect(importText(CSV, { site: '../demo' })).rejects.toMatchObject({
      code: 'FRESHET_SITE_UNKNOWN',
    });
  });
});

describe('reading an event file without importing it', () => {
  async function read(path: string, onRejected?: () => void): Promise<ImportedEvent[]> {
    const events: ImportedEvent[] = [];
    const options = onRejected === undefined ? {} : { onRejected };
    for await (const event of readEventFile(path, options)) events.push(event);
    return events;
  }

  it('keeps the order of the file and whole milliseconds', async () => {
    const path = await fileOf('a.csv', 'session,item,timestamp\n2,b,7.0004\n1,a,7\n1,c,3\n');
    expect((await read(path)).map(({ session, item, ts }) => [session, item, ts])).toEqual([
      ['2', 'b', 7000],
      ['1', 'a', 7000],
      ['1', 'c', 3000],
    ]);
  });

  it('ends at the first row that is no event, unless somebody takes it', async () => {
    const path = await fileOf('a.csv', 'session,item,timestamp\n2,b,x\n1,a,7\n');
    await expect(read(path)).rejects.toThrow(/line 2, column 3 \(timestamp\): "x" is not a number/);
    let rejected = 0;
    expect(await read(path, () => (rejected += 1))).toHaveLength(1);
    expect(rejected).toBe(1);
  });
});
