import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../outcome.js';
import { describeMachine } from './machine.js';
import { RUN_FORMAT, type RunRecord } from './run-record.js';
import { runPage } from './run-page.js';

export interface Run {
  readonly scenario: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly startedAt: Date;
  readonly outcome: Outcome;
}

/** @returns the paths of the files that were written. */
export async function writeRun(
  folder: string,
  { scenario, options, startedAt, outcome }: Run,
): Promise<{ readonly record: string; readonly page: string }> {
  const record: RunRecord = {
    format: RUN_FORMAT,
    scenario,
    options: withoutPasswords(options),
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    machine: await describeMachine(),
    ...outcome,
  };
  const name = `${scenario}-${startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}`;
  const files = { record: join(folder, `${name}.json`), page: join(folder, `${name}.html`) };
  await mkdir(folder, { recursive: true });
  await writeFile(files.record, `${JSON.stringify(record, null, 1)}\n`);
  await writeFile(files.page, await runPage(record));
  return files;
}

function withoutPasswords(options: Run['options']): Run['options'] {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, isAddress(value) ? withoutPassword(value) : value]),
  );
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value);
}

function withoutPassword(address: string): string {
  const url = new URL(address);
  if (url.username === '' && url.password === '') return address;
  [url.username, url.password] = ['', ''];
  return url.href;
}
