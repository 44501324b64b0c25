import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { rowOf } from '../comparison.js';
import { runPage, verdictOf } from './run-page.js';
import { RUN_FORMAT, type RunRecord } from './run-record.js';

const RUN: RunRecord = {
  format: RUN_FORMAT,
  scenario: 'read',
  options: { url: 'http://localhost:3000', site: '<demo>' },
  startedAt: '2026-11-23T19:00:00.000Z',
  seconds: 61.2,
  machine: {
    processor: 'Fast & Cool',
    cores: 2,
    memoryBytes: 2 ** 34,
    system: 'Linux',
    versions: { node: '20' },
  },
  comparisons: [
    {
      figure: 'reads/s',
      values: [7, 8, 9, 8, 7],
      controls: [10, 10, 10, 10, 10],
      target: { ratioMin: 0.75 },
    },
    { figure: 'failures', values: [0], target: { valueMax: 0 } },
    { figure: 'sessions', values: [500] },
  ],
  charts: [
    {
      title: 'Latency',
      x: { label: 'reads/s' },
      y: { label: 'ms', isLogarithmic: true },
      lines: [
        { name: 'p50', points: [[100, 1], [200, 2]] }, // prettier-ignore
        { name: 'p99', points: [[100, 3], [200, 0]] }, // prettier-ignore
      ],
      limits: [{ label: 'target', y: 10 }],
    },
    { title: 'Nothing', x: { label: 's' }, y: { label: 'ms' }, lines: [] },
  ],
  failures: { '429': 3 },
};

interface Element {
  readonly textContent: string;
  getAttribute(name: string): string | null;
}
interface Page {
  querySelectorAll(selector: string): Iterable<Element>;
}

const page = async (run: RunRecord): Promise<Page> =>
  (parseHTML(await runPage(run)) as unknown as { readonly document: Page }).document;
const texts = (document: Page, selector: string): string[] =>
  [...document.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());

describe('the page of a run', () => {
  it('says what was held, each figure beside its control, what failed and where it ran', async () => {
    const document = await page(RUN);
    expect(texts(document, '.verdict')).toEqual(['Held: 2 targets, all there are.']);
    expect(texts(document, 'tbody tr:first-child > *')).toEqual([
      'reads/s', '8', '10', '0.8', '0.7 to 0.9', 'ratio at least 0.75', 'held',
    ]); // prettier-ignore
    expect(texts(document, 'dd')).toEqual(
      expect.arrayContaining(['3', 'Fast & Cool, 2 cores', '16.0 GiB', '"<demo>"']),
    );
  });

  it('draws the ratios and every chart, a line named at its end, and needs nothing beside itself', async () => {
    const document = await page(RUN);
    const drawn = [...document.querySelectorAll('figure svg')].map((svg) => svg.getAttribute('aria-label'));
    expect(drawn).toEqual(['Every figure as a multiple of the control’s', 'Latency']);
    expect(texts(document, 'figure text')).toEqual(expect.arrayContaining(['p50', 'p99', 'target']));
    expect([...document.querySelectorAll('script, link, img')]).toEqual([]);
  });

  it('names what was missed', () => {
    const rows = [rowOf({ figure: 'p99', values: [2], target: { valueMax: 1 } })];
    const more = rowOf({ figure: 'p50', values: [1], target: { valueMax: 1 } });
    expect(verdictOf([...rows, more])).toBe('Of 2 targets, 1 missed: p99.');
    expect(verdictOf(rows)).toBe('Of 1 target, 1 missed: p99.');
    expect(verdictOf([])).toBe('Nothing was judged.');
  });
});
