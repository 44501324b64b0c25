import { describeWithPart, RunningService, temporaryFolder } from '#libs/testing';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishTiny } from '../../../apps/standalone/test/standalone.fixture.js';
import { StackUnderTest } from '../../stack/test/stack.fixture.js';
import { freshet } from './command-line.fixture.js';

const evalData = process.env['FRESHET_EVAL_DATA'];
const SESSIONS = '500';
/** It is learned from twice, on a machine that may have other work. */
const LEARNING_MS = 600_000;
const SET = 'rsc15_100k';
/** Site names have no underscore. */
const SITE = 'rsc15-100k';
/** One in so many sessions is learned from: enough for trees, and soon learned. */
const EVERY = 6;
const TEST = join(evalData ?? '', SET, 'test.csv.gz');
const LIMIT = ['--limit-sessions', SESSIONS, '--json'];
/** What is compared is what is answered: a busy machine gets the time to answer in. */
const PATIENT = 'recommender: { budgetMs: 5000, storeTimeoutMs: 2000 }\n';

/** @returns the file's path */
async function writePatientConfiguration(folder: string): Promise<string> {
  const file = join(folder, 'freshet.yaml');
  await writeFile(file, PATIENT);
  return file;
}

/** Writes a part of the set's sessions, whole ones, in the order of the set. @returns the file */
async function writeTraining(folder: string): Promise<string> {
  const text = gunzipSync(await readFile(join(evalData ?? '', SET, 'train.csv.gz'))).toString();
  const [heading = '', ...lines] = text.trim().split('\n');
  const sessions = new Map<string, number>();
  const kept = lines.filter((line) => {
    const session = line.slice(0, line.indexOf(','));
    if (!sessions.has(session)) sessions.set(session, sessions.size);
    return (sessions.get(session) ?? 0) % EVERY === 0;
  });
  const file = join(folder, 'train.csv');
  await writeFile(file, [heading, ...kept, ''].join('\n'));
  return file;
}

async function publishLearned(training: string, dataFolder: string): Promise<void> {
  await publishTiny(dataFolder, 'demo', [['dune', 'alien']]);
  const env = { FRESHET_DATA: dataFolder };
  const site = ['--site', SITE];
  for (const args of [
    ['import', training, ...site],
    ['build', ...site],
    ['publish', ...site],
  ]) {
    const { exitCode, output } = await freshet(args, env);
    expect(exitCode, output).toBe(0);
  }
}

if (evalData === undefined)
  console.warn(
    'SKIPPED online equals offline: FRESHET_EVAL_DATA is not set, so there are no recorded sessions.',
  );

describe.skipIf(evalData === undefined)('a replay through the front door', () => {
  /** What is learned from, what is published, and what the same sessions score offline with the same learned from the same events. */
  let written: Awaited<ReturnType<typeof temporaryFolder>>;
  let published: Awaited<ReturnType<typeof temporaryFolder>>;
  let offline: Awaited<ReturnType<typeof freshet>>;

  beforeAll(async () => {
    [written, published] = await Promise.all([temporaryFolder(), temporaryFolder()]);
    const training = await writeTraining(written.path);
    await publishLearned(training, published.path);
    offline = await freshet(['evaluate', '--train', training, '--test', TEST, '--no-baselines', ...LIMIT]);
  }, LEARNING_MS);
  afterAll(() => Promise.all([written.remove(), published.remove()]));

  /** Replays through a front door. */
  async function expectEqual(url: string): Promise<void> {
    const online = await freshet(['replay', TEST, '--url', url, '--site', SITE, '--rate', '0', ...LIMIT]);
    expect(online.exitCode, online.output).toBe(0);
    const { hr20, mrr20, cases } = offline.json;
    expect(online.json).toMatchObject({ hr20, mrr20, cases, degraded: 0 });
    expect(cases).toBeGreaterThan(Number(SESSIONS));
    expect(hr20).toBeGreaterThan(0.5);
    expect(online.json['freshnessMsP50']).toBeGreaterThan(0);
  }

  it('was learned, trees and all', () => {
    expect(offline.json['learning']).toMatchObject({ leftOut: [], trees: expect.any(Number) as number });
  });

  describe('of standalone', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let service: RunningService;

    beforeAll(async () => {
      folder = await temporaryFolder();
      await cp(published.path, folder.path, { recursive: true });
      service = RunningService.start('apps/standalone/main.js', {
        FRESHET_CONFIG: await writePatientConfiguration(written.path),
        FRESHET_DATA: folder.path,
        PORT: '0',
      });
    });
    afterAll(async () => {
      await service.stop();
      await folder.remove();
    });

    it(
      'scores as the evaluation does, to the last digit',
      async () => expectEqual(await service.url()),
      120_000,
    );
  });

  describeWithPart('Kafka', 'of the stack', () => {
    let stack: StackUnderTest;

    beforeAll(async () => {
      const env = { FRESHET_CONFIG: await writePatientConfiguration(written.path) };
      stack = await StackUnderTest.start(
        (dataFolder) => cp(published.path, dataFolder, { recursive: true }),
        env,
      );
    }, 120_000);
    afterAll(() => stack.stop());

    it('scores as the evaluation does, to the last digit', () => expectEqual(stack.addresses.url), 120_000);
  });
});
