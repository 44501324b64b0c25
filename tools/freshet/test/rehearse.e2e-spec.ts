import { afterAll, beforeAll, expect, it } from 'vitest';
import { Standalone } from '../../../apps/standalone/test/standalone.fixture.js';
import { rehearse } from '../experiments/rehearse.js';

let service: Standalone;

beforeAll(async () => {
  service = await Standalone.start({});
});
afterAll(() => service.close());

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  const values = text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, 'gm'));
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}

it('A rehearsal asks one slate for each invented visitor, who look at films before and click what they are shown', async () => {
  let visited = 0;
  const { url } = service;
  const report = await rehearse({ url, visitors: 40, seed: 1, onProgress: (done) => (visited = done) });
  expect(report).toMatchObject({ visitors: 40, slates: 40 });
  expect(visited).toBe(40);
  expect(await metric('freshet_recommender_answers_total')).toBe(40);
  expect(await metric('freshet_collector_events_received_total')).toBeGreaterThanOrEqual(
    40 + 3 * report.clicks,
  );
});
