import { describeWithPart, RunningService, temporaryFolder } from '#libs/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishTiny } from '../../../apps/standalone/test/standalone.fixture.js';
import { StackUnderTest } from '../../stack/test/stack.fixture.js';
import { freshet } from './command-line.fixture.js';

const evalData = process.env['FRESHET_EVAL_DATA'];
const SESSIONS = '500';
/** Two sets are built and learned from, on a machine that may have other work. */
const LEARNING_MS = 600_000;
const SETS = ['rsc15_100k', 'eshop2008'] as const;

/** Site names have no underscore. */
const siteOf = (set: string): string => set.replaceAll('_', '-');
const fileOf = (set: string, part: string): string => join(evalData ?? '', set, `${part}.csv.gz`);

async function publishAll(dataFolder: string): Promise<void> {
  await publishTiny(dataFolder, 'demo', [['dune', 'alien']]);
  const env = { FRESHET_DATA: dataFolder };
  for (const set of SETS) {
    const site = ['--site', siteOf(set)];
    for (const args of [
      ['import', fileOf(set, 'train'), ...site],
      ['build', ...site],
      ['publish', ...site],
    ]) {
      const { exitCode, output } = await freshet(args, env);
      expect(exitCode, output).toBe(0);
    }
  }
}

/** Replays through a front door and evaluates the same sessions offline. */
async function expectEqual(set: string, url: string): Promise<void> {
  const limit = ['--limit-sessions', SESSIONS, '--json'];
  const offline = await freshet([
    'evaluate',
    '--train',
    fileOf(set, 'train'),
    '--test',
    fileOf(set, 'test'),
    '--no-baselines',
    ...limit,
  ]);
  const site = ['--site', siteOf(set), '--rate', '0'];
  const online = await freshet(['replay', fileOf(set, 'test'), '--url', url, ...site, ...limit]);
  expect(online.exitCode, online.output).toBe(0);
  const { hr20, mrr20, cases } = offline.json;
  expect(online.json).toMatchObject({ hr20, mrr20, cases, degraded: 0 });
  expect(cases).toBeGreaterThan(Number(SESSIONS));
  expect(hr20).toBeGreaterThan(0.5);
  expect(online.json['freshnessMsP50']).toBeGreaterThan(0);
}

if (evalData === undefined)
  console.warn(
    'SKIPPED online equals offline: FRESHET_EVAL_DATA is not set, so there are no recorded sessions.',
  );

describe.skipIf(evalData === undefined)('a replay through the front door', () => {
  describe('of standalone', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let service: RunningService;

    beforeAll(async () => {
      folder = await temporaryFolder();
      await publishAll(folder.path);
      service = RunningService.start('apps/standalone/main.js', { FRESHET_DATA: folder.path, PORT: '0' });
    }, LEARNING_MS);
    afterAll(async () => {
      await service.stop();
      await folder.remove();
    });

    it.each(SETS)(
      'scores %s as the evaluation does, to the last digit',
      async (set) => {
        await expectEqual(set, await service.url());
      },
      LEARNING_MS,
    );
  });

  describeWithPart('Kafka', 'of the stack', () => {
    let stack: StackUnderTest;

    beforeAll(async () => {
      stack = await StackUnderTest.start(publishAll);
    }, LEARNING_MS);
    afterAll(() => stack.stop());

    it.each(SETS)(
      'scores %s as the evaluation does, to the last digit',
      async (set) => {
        await expectEqual(set, stack.addresses.url);
      },
      LEARNING_MS,
    );
  });
});
