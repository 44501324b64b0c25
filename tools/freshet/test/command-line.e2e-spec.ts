import { temporaryFolder } from '#libs/testing';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshet, type CommandResult } from './command-line.fixture.js';

const CSV = `session,item,timestamp
1,dune,1700000000
1,alien,1700000060
2,dune,1700001000
2,alien,1700001060.5
`;

describe('the command line', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let data: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    data = join(folder.path, 'data');
  });
  afterEach(() => folder.remove());

  const run = (...args: string[]): Promise<CommandResult> => freshet(args, { FRESHET_DATA: data });

  async function fileOf(text: string, name = 'events.csv'): Promise<string> {
    const path = join(folder.path, name);
    await writeFile(path, text);
    return path;
  }

  it('teaches its commands, and each command its options', async () => {
    const { exitCode, output } = await run('--help');
    expect(exitCode).toBe(0);
    for (const command of [
      'embed',
      'import',
      'build',
      'publish',
      'rollback',
      'evaluate',
      'replay',
      'experiments',
    ]) {
      expect(output).toContain(command);
    }
    expect((await run('replay', '--help')).output).toContain('--limit-sessions');
  });

  it('leads from a file to tables that serve, and back to the ones before', async () => {
    const imported = await run('import', await fileOf(CSV), '--site', 'shop', '--json');
    expect(imported).toMatchObject({
      exitCode: 0,
      json: { read: 4, imported: 4, duplicates: 0, rejected: 0, sessions: 2, items: 2 },
    });
    const first = await run('build', '--site', 'shop', '--json');
    expect(first).toMatchObject({ exitCode: 0, json: { site: 'shop', counted: { sessions: 2, items: 2 } } });
    expect(await run('publish', '--site', 'shop', '--json')).toMatchObject({
      exitCode: 0,
      json: { site: 'shop', version: first.json['version'], replaced: null },
    });

    await run('import', await fileOf(`${CSV}3,dune,1700002000\n3,heat,1700002060\n`), '--site', 'shop');
    const second = await run('build', '--site', 'shop', '--json');
    expect(second.json['version']).not.toBe(first.json['version']);
    await run('publish', '--site', 'shop');
    expect(await run('rollback', '--site', 'shop', '--json')).toMatchObject({
      exitCode: 0,
      json: { version: first.json['version'], replaced: second.json['version'] },
    });
  });

  it('changes nothing when the same file is imported again, and builds the same bytes', async () => {
    const file = await fileOf(CSV);
    await run('import', file, '--site', 'shop');
    const first = await run('build', '--site', 'shop', '--json');
    const again = await run('import', file, '--site', 'shop', '--json');
    expect(again.json).toMatchObject({ read: 4, imported: 0, duplicates: 4 });
    const second = await run('build', '--site', 'shop', '--json');
    expect(second.json['version']).toBe(first.json['version']);
    expect(await readdir(join(data, 'tables', 'shop'))).toEqual([first.json['version']]);
  });

  it('names line, column and remedy of what an import refuses, keeps it, and the counts add up', async () => {
    const file = await fileOf(`${CSV}3,,1700002000\n4,dune,yesterday\n`);
    const { exitCode, output, json } = await run('import', file, '--site', 'shop', '--json');
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ read: 6, imported: 4, duplicates: 0, rejected: 2 });
    const rejects = (await readFile(String(json['rejectsFile']), 'utf8')).trim().split('\n');
    expect(rejects.map((line) => JSON.parse(line) as object)).toMatchObject([
      { line: 6, column: 2, name: 'item' },
      { line: 7, column: 3, name: 'timestamp' },
    ]);
    expect(output).not.toContain('    at ');
    const people = await run('import', file, '--site', 'shop');
    expect(people.output).toMatch(/line 7, column 3 \(timestamp\): .+/);
  });

  it.each([
    [['import', 'nowhere.csv', '--site', 'shop'], 1, 'nowhere.csv'],
    [['build', '--site', 'nowhere'], 1, 'import a file first'],
    [['publish', '--site', 'nowhere'], 1, 'No tables were built for nowhere'],
    [['rollback', '--site', 'nowhere'], 1, 'nothing to roll back'],
    [['build', '--site', 'No Site!'], 2, 'A site is 1 to 32 of a-z 0-9 -'],
    [['build'], 2, "required option '--site <site>' not specified"],
    [['bild'], 2, 'Did you mean build?'],
    [['evaluate', '--train', 'a.csv', '--test', 'b.csv', '--limit-sessions', '0'], 2, 'whole number from 1'],
    [['evaluate', '--train', 'a.csv'], 2, 'give --train and --test, or --site'],
    [['evaluate', '--site', 'shop', '--test', 'b.csv'], 2, 'give --train and --test, or --site'],
    [['evaluate', '--site', 'nowhere'], 1, 'import a file first'],
    [['experiments', 'report', 'is-it-worht-it'], 1, 'Did you mean is-it-worth-it?'],
    [['experiments', 'plan'], 2, 'name an experiment, or give --site'],
    [
      ['experiments', 'plan', '--site', 'demo', '--metric', 'clicks'],
      2,
      '--metric must be one of click-through',
    ],
    [['replay', 'a.csv', '--site', 'demo'], 2, "required option '--url <url>' not specified"],
  ])('%j ends with code %i and says what was wrong', async (args, code, message) => {
    const { exitCode, output } = await run(...args);
    expect(output).toContain(message);
    expect(exitCode).toBe(code);
    expect(output).not.toContain('    at ');
  });

  it('refuses to publish tables in which nothing goes with anything: exit code 3, unless forced', async () => {
    await run('import', await fileOf('session,item,timestamp\n1,dune,1700000000\n'), '--site', 'shop');
    await run('build', '--site', 'shop');
    const refused = await run('publish', '--site', 'shop', '--json');
    expect(refused.exitCode).toBe(3);
    expect(refused.json).toMatchObject({ error: { code: 'FRESHET_PUBLISH_REFUSED' } });
    expect((await run('publish', '--site', 'shop', '--force')).exitCode).toBe(0);
  });

  it('says how a version came through the gate', async () => {
    await run('import', await fileOf(CSV), '--site', 'shop');
    await run('build', '--site', 'shop');
    const { json } = await run('publish', '--site', 'shop', '--json');
    expect(json).toMatchObject({ gate: { verdict: 'not-compared', comparison: null } });
    expect((await run('publish', '--site', 'shop')).output).toContain('Not compared: it served already.');
  });

  it("evaluates a site's own history with simple methods beside it, and writes a page", async () => {
    const sessions = Array.from({ length: 60 }, (_, at) =>
      ['dune', 'alien', `film-${at % 7}`].map(
        (item, place) => `${at},${item},${1_700_000_000 + at * 600 + place}`,
      ),
    );
    await run(
      'import',
      await fileOf(['session,item,timestamp', ...sessions.flat()].join('\n')),
      '--site',
      'shop',
    );
    const page = join(folder.path, 'page.html');
    const { exitCode, output, json } = await run('evaluate', '--site', 'shop', '--html', page, '--json');
    expect(exitCode, output).toBe(0);
    expect(json).toMatchObject({ sessions: 5, cases: 10, source: { site: 'shop', trainSessions: 55 } });
    expect(output).toContain('predicting: vstan');
    expect(await readFile(page, 'utf8')).toContain('<svg');
    const people = await run('evaluate', '--site', 'shop', '--no-baselines');
    expect(people.output).toMatch(/freshet +\d+\.\d\d/);
    expect(people.output).not.toContain('vstan');
    expect(people.output).toContain('There are 10 cases only');
  });

  it('lists the mistakes of an experiments file with their places, and is content with a right one', async () => {
    const wrong = await fileOf('experiments:\n  - key: a\n    covrage: 1\n', 'wrong.yaml');
    const { exitCode, output } = await run('experiments', 'check', wrong);
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /wrong\.yaml:3:\d+: experiments\[0\] has the unknown key covrage\. Did you mean coverage\?/,
    );
    const delivered = await run('experiments', 'check', '--json');
    expect(delivered).toMatchObject({
      exitCode: 0,
      json: { experiments: 2, running: 0, problems: [], missing: [] },
    });
    const elsewhere = { key: 'a', hypothesis: 'b', site: 'dmeo', status: 'draft' };
    const variations = [{ key: 'x' }, { key: 'y', override: { tables: 'v0' } }];
    const text = `experiments: [${JSON.stringify({ ...elsewhere, variations })}]`;
    expect(
      (await run('experiments', 'check', await fileOf(text, 'elsewhere.yaml'), '--json')).json,
    ).toMatchObject({
      missing: [
        'a: there is no site dmeo here, so nobody is in it.',
        'a: dmeo has no tables v0, so y is served from those in service.',
      ],
    });
  });

  it('reports an experiment that nobody has seen, and plans with no traffic, without a fault', async () => {
    const page = join(folder.path, 'page.html');
    const report = await run('experiments', 'report', 'is-it-worth-it', '--json', '--html', page);
    expect(report).toMatchObject({
      exitCode: 0,
      json: { experiments: [{ experiment: { key: 'is-it-worth-it' }, verdict: { decision: 'wait' } }] },
    });
    expect(await readFile(page, 'utf8')).toContain('Nobody has seen it yet.');
    expect((await run('experiments', 'report')).output).toContain('has no experiment but drafts');
    expect(await run('experiments', 'plan', '--site', 'shop', '--json')).toMatchObject({
      exitCode: 0,
      json: { site: 'shop', plan: null },
    });
  });

  it('says that nobody answers where a replay is sent', async () => {
    const args = ['replay', await fileOf(CSV), '--url', 'http://127.0.0.1:9', '--site', 'shop'];
    const { exitCode, output } = await run(...args);
    expect(exitCode).toBe(1);
    expect(output).toContain("http://127.0.0.1:9 can't be reached");
  });
});
