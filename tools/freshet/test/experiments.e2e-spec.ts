import type { ClickstreamEvent, Slate } from '#libs/contracts';
import { Random } from '#libs/demo';
import { openDuckDb, sqlPath, sqlText } from '#libs/duckdb';
import { historyFiles, readHistory } from '#libs/event-history';
import type { ExperimentReport } from '#libs/experiment-results';
import { parseExperiments } from '#libs/experiments';
import { describeWithPart, RunningService, temporaryFolder } from '#libs/testing';
import { randomUUID } from 'node:crypto';
import { cp, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { StackUnderTest, tinyDemo } from '../../stack/test/stack.fixture.js';
import { ServiceClient } from '../replay/service-client.js';
import { freshet } from './command-line.fixture.js';

const VISITORS = 10_000;
const KEY = 'is-it-worth-it';
/** What visitors do, by what they are shown: the truth that the report is to recover. */
const CLICKS = { personal: 0.3, popular: 0.24 };
const LIFT = CLICKS.popular / CLICKS.personal - 1;
/** A batch of the collector. */
const AT_ONCE = 100;
const ASKING = 48;
const RUN_MS = 400_000;

function fileWith(coverage: number): string {
  const variations = [{ key: 'control' }, { key: 'popular-only', override: { strategy: 'popular' } }];
  const metrics = { primary: 'session-click-through', guardrails: ['watch-time'] };
  const experiment = {
    key: KEY,
    hypothesis: 'It is',
    site: 'demo',
    status: 'running',
    coverage,
    variations,
    metrics,
  };
  return `experiments:\n  - ${JSON.stringify(experiment)}\n`;
}

/** Visitors with a known mind, walking through the real front door. */
class Crowd {
  private readonly random = new Random(7);
  private readonly client: ServiceClient;
  /** Experiment's variation by session, null for those that are in none. */
  readonly shown = new Map<string, string | null>();
  /** Numbered, so that each run has the same in each variation. */
  private visitors = 0;
  /** Slates answered. */
  slates = 0;
  clicks = 0;

  constructor(url: string) {
    this.client = new ServiceClient({ url, readUrl: url });
  }

  close(): void {
    this.client.close();
  }

  /** So many new visitors look at a film, are shown what goes with it, and click or don't. */
  async visit(count: number): Promise<void> {
    const sessions = Array.from({ length: count }, () => `visitor-${++this.visitors}`);
    const views = sessions.map((session) => this.event(session, { type: 'view', item: 'heat' }));
    await this.post(views);
    const clicks: ClickstreamEvent[] = [];
    await inParallel(views, async ({ session, id }) => {
      const slate = await this.ask({ session, after: id, wait: '100' });
      const chance = slate.strategy === 'session' ? CLICKS.personal : CLICKS.popular;
      if (!this.random.chance(chance)) return;
      const item = slate.items[0]?.item ?? '';
      clicks.push(this.event(session, { type: 'click', item, slate: slate.slate, position: 0 }));
    });
    await this.post(clicks);
    this.clicks += clicks.length;
  }

  /** Asks until the view is in the answer. */
  async ask(query: Readonly<Record<string, string>> & { session: string }): Promise<Slate> {
    for (;;) {
      const slate = await this.client.recommend({ site: 'demo', limit: '4', ...query });
      this.slates++;
      this.shown.set(query.session, slate.experiments[KEY] ?? null);
      if (slate.after?.included !== false) return slate;
    }
  }

  async post(events: readonly ClickstreamEvent[], test = false): Promise<void> {
    for (let from = 0; from < events.length; from += AT_ONCE) {
      const batch = { site: 'demo', sentAt: Date.now(), events: events.slice(from, from + AT_ONCE) };
      await this.client.post(test ? { ...batch, test } : batch);
    }
  }

  event(
    session: string,
    fields: Pick<ClickstreamEvent, 'type'> & Partial<ClickstreamEvent>,
  ): ClickstreamEvent {
    return { id: randomUUID(), session, ts: Date.now(), ...fields };
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: ASKING }, worker));
}

describeWithPart('Kafka', 'an experiment on the stack', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  let stack: StackUnderTest;
  let second: RunningService;
  let crowd: Crowd;

  beforeAll(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'experiments.yaml');
    await writeFile(file, fileWith(0.5));
    stack = await StackUnderTest.start(tinyDemo, { FRESHET_EXPERIMENTS: file });
    second = RunningService.start('apps/recommender/main.js', {
      FRESHET_DATA: stack.dataFolder,
      FRESHET_EXPERIMENTS: file,
      FRESHET_KAFKA_BROKERS: stack.kafka.brokers.join(','),
      FRESHET_REDIS_URL: stack.redis.url,
      PORT: '0',
      HOST: '127.0.0.1',
    });
    crowd = new Crowd(stack.addresses.url);
  }, RUN_MS);
  afterAll(async () => {
    crowd.close();
    await second.stop();
    await stack.stop();
    await folder.remove();
  }, RUN_MS);

  async function report(dataFolder: string): Promise<ExperimentReport> {
    const env = { FRESHET_DATA: dataFolder, FRESHET_EXPERIMENTS: file };
    const { exitCode, json, output } = await freshet(['experiments', 'report', KEY, '--json'], env);
    expect(exitCode, output).toBe(0);
    const [only] = json['experiments'] as ExperimentReport[];
    return only ?? expect.fail('there is a report');
  }

  /** Waits until a process answers by the text of the file. @returns the milliseconds that took. */
  async function isUsed(text: string, url: string): Promise<number> {
    const since = performance.now();
    const { revision } = parseExperiments(text);
    await vi.waitFor(
      async () => {
        const response = await fetch(`${url}/recommendations?session=an-onlooker`);
        expect(((await response.json()) as Slate).experimentsRevision).toBe(revision);
      },
      { interval: 10, timeout: 10_000 },
    );
    return performance.now() - since;
  }

  async function isArchived(): Promise<void> {
    const db = await openDuckDb({ threads: 1 });
    const counts = (): Promise<object[]> =>
      readHistory(db, { dataFolder: stack.dataFolder, site: 'demo' }, () =>
        db.rows(
          `SELECT (SELECT count(*) FROM slates WHERE session <> 'an-onlooker') AS slates,
             (SELECT count(*) FROM events WHERE type = 'click') AS clicks`,
        ),
      );
    try {
      const all = [{ slates: crowd.slates, clicks: crowd.clicks }];
      await vi.waitFor(async () => expect(await counts()).toEqual(all), { interval: 500, timeout: 60_000 });
    } finally {
      await db.close();
    }
  }

  it(
    'is read out as it was, though its coverage grew while it ran, and nobody switched',
    async () => {
      await crowd.visit(VISITORS / 2);
      const early = [...crowd.shown].filter(([, variation]) => variation !== null);
      expect(early.length / (VISITORS / 2)).toBeGreaterThan(0.48);
      expect(early.length / (VISITORS / 2)).toBeLessThan(0.52);

      const urls = [stack.addresses.url, await second.url()];
      await writeFile(file, fileWith(1));
      const waits = await Promise.all(urls.map((url) => isUsed(fileWith(1), url)));
      for (const ms of waits) expect(ms).toBeLessThan(1000);

      await inParallel(early.slice(0, 500), async ([session, variation]) => {
        const slate = await crowd.ask({ session });
        expect(slate.experiments[KEY]).toBe(variation);
      });
      await crowd.visit(VISITORS / 2);
      const testers = Array.from({ length: 20 }, () => randomUUID());
      await inParallel(testers, async (session) => {
        await crowd.ask({ session, force: `${KEY}:control` });
      });
      const robots = Array.from({ length: 30 }, () => randomUUID());
      await crowd.post(
        robots.map((session) => crowd.event(session, { type: 'view', item: 'dune' })),
        true,
      );
      await inParallel(robots, async (session) => {
        await crowd.ask({ session });
      });

      await isArchived();
      const { readOut, leftOut, verdict } = await report(stack.dataFolder);
      const taking = [...crowd.shown.values()].filter((variation) => variation !== null).length;
      const units = (readOut?.control.units ?? 0) + (readOut?.variations[0]?.units ?? 0);
      // The onlooker is in it as well.
      expect(units).toBe(taking - testers.length - robots.length + 1);
      expect(leftOut).toEqual({ test: robots.length, forced: testers.length, bots: 0, removed: 0 });
      expect(readOut?.sampleRatio.isAlarm).toBe(false);
      expect(readOut?.several.units).toBe(0);
      const primary = readOut?.variations[0]?.readings.find(({ role }) => role === 'primary');
      const [low, high] = primary?.comparison?.sequentialInterval ?? [0, 0];
      expect(low).toBeLessThan(LIFT);
      expect(high).toBeGreaterThan(LIFT);
      expect(high).toBeLessThan(0);
      expect(verdict).toMatchObject({ decision: 'stop', variation: null });
    },
    RUN_MS,
  );

  it('rings the alarm where a part of one variation was lost', { timeout: 120_000 }, async () => {
    const broken = join(folder.path, 'broken');
    await cp(join(stack.dataFolder, 'history'), join(broken, 'history'), { recursive: true });
    const db = await openDuckDb({ threads: 1 });
    try {
      for (const slates of await historyFiles({ dataFolder: broken, site: 'demo' }, 'slates')) {
        const kept = join(dirname(slates), 'kept.tmp');
        await db.run(
          `COPY (FROM read_parquet(${sqlPath(slates)}, hive_partitioning = false)
             WHERE NOT (coalesce(experiments LIKE '%popular-only%', false) AND hash(session) % 10 = 0))
           TO ${sqlText(kept)} (FORMAT parquet)`,
        );
        await rename(kept, slates);
      }
    } finally {
      await db.close();
    }
    const { readOut, verdict } = await report(broken);
    expect(readOut?.sampleRatio.isAlarm).toBe(true);
    expect(verdict.decision).toBe('distrust');
  });
});
