import { RunningService, temporaryFolder } from '#libs/testing';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Standalone } from '../../apps/standalone/test/standalone.fixture.js';
import type { Row } from '../comparison.js';

interface Ended {
  readonly exitCode: number | NodeJS.Signals;
  readonly output: string;
  readonly json: {
    readonly rows: readonly Row[];
    readonly files: { readonly record: string; readonly page: string };
    readonly changes: readonly { readonly figure: string; readonly verdict: string }[];
    readonly error: { readonly message: string };
  };
}

/** Runs a load test as a user does, to its end. */
async function load(...args: readonly string[]): Promise<Ended> {
  const command = RunningService.start('load-tests/main.js', {}, args);
  const exitCode = await command.ended;
  const last = command.output.split('\n').findLast((line) => line.startsWith('{')) ?? '{}';
  return { exitCode, output: command.output, json: JSON.parse(last) as Ended['json'] };
}

describe('the load tests on the command line', () => {
  let service: Standalone;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let out: readonly string[];

  beforeAll(async () => {
    folder = await temporaryFolder();
    out = ['--out', folder.path, '--json'];
    service = await Standalone.start({
      demo: [
        ['dune', 'alien'],
        ['heat', 'ronin'],
      ],
    });
  });
  afterAll(() => Promise.all([service.close(), folder.remove()]));

  it('print rows, keep a file and a page, and compare two runs', async () => {
    const quick = ['--count', '5', '--connections', '2', '--duration', '1', '--rounds', '1', '--rate', '50'];
    const { json, output } = await load('read', '--url', service.url, ...quick, ...out);
    expect(json.rows, output).toBeDefined();
    const names = json.rows.map(({ figure }) => figure);
    expect(names).toContain('reads/s at saturation');
    expect(json.rows.find(({ figure }) => figure === 'failures')).toMatchObject({ value: 0, held: true });
    expect(await readFile(json.files.page, 'utf8')).toContain('Load test: read');
    const { record } = json.files;
    const compared = await load('compare', record, record, '--json');
    expect(compared.exitCode).toBe(0);
    expect(compared.json.changes.map(({ figure }) => figure)).toEqual(names);
  });

  it('end with 1 where a target is missed, and say so', async () => {
    const nowhere = ['--url', 'http://127.0.0.1:9', '--duration', '1', '--connections', '1'];
    const { exitCode, json } = await load('collect', ...nowhere, ...out);
    expect(exitCode).toBe(1);
    for (const judged of ['failures', 'batches answered'])
      expect(json.rows.find(({ figure }) => figure === judged)).toMatchObject({ held: false });
  });

  it('say what is wrong with a file that is no run', async () => {
    const file = join(folder.path, 'shopping.json');
    await writeFile(file, '{"milk":2}');
    const { exitCode, json } = await load('compare', file, file, '--json');
    expect(exitCode).toBe(1);
    expect(json.error.message).toContain('shopping.json is no run of `npm run load`');
  });
});
