import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BeaconEvent } from './api.js';
import { randomId } from './random-id.js';

const eventOf = (id: string, ts = Date.now(), page = 'p'): BeaconEvent => ({
  id,
  ts,
  page,
  session: 's',
  type: 'view',
});

/** A page of its own: what it keeps in memory no other page has. */
async function openPage(): Promise<typeof import('./outbox.js') & typeof import('./store.js')> {
  vi.resetModules();
  const { useSettings } = await import('./settings.js');
  const store = await import('./store.js');
  useSettings({ site: 'demo' });
  return { ...store, ...(await import('./outbox.js')) };
}

type Page = Awaited<ReturnType<typeof openPage>>;

const idsOf = ({ nextBatch, read }: Page): string[] =>
  nextBatch().map((key) => (JSON.parse(read(key) ?? '{}') as BeaconEvent).id);

describe('The outbox', () => {
  let device: Record<string, string>;

  beforeEach(() => {
    device = {};
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('localStorage', device);
    return () => {
      vi.unstubAllGlobals();
    };
  });

  it('keeps the order in which events were made, within a millisecond too', async () => {
    const page = await openPage();
    for (const id of ['c', 'a', 'b']) page.keep(eventOf(id, 1_763_900_000_000));
    expect(idsOf(page)).toEqual(['c', 'a', 'b']);
  });

  it('leaves fresh events of another tab to that tab, and takes up what it left behind', async () => {
    const other = await openPage();
    other.keep(eventOf('fresh'));
    other.keep(eventOf('old', Date.now() - 6000));
    expect(idsOf(await openPage())).toEqual(['old']);
  });

  it('never fills a body beyond 100 events or 16 KiB', async () => {
    const { keep, nextBatch, read } = await openPage();
    const session = randomId();
    for (let at = 0; at < 150; at++) keep({ ...eventOf(randomId(), Date.now(), 'http://a/'), session });
    expect(nextBatch().length).toBeLessThanOrEqual(100);
    for (let at = 0; at < 50; at++) keep(eventOf(`${at}`, 1_000_000_000_000 + at, 'ü'.repeat(500)));
    const texts = nextBatch().map((key) => read(key) ?? '');
    expect(Buffer.byteLength(texts.join())).toBeLessThan(16_000);
    expect(texts.length).toBeGreaterThan(10);
  });

  it('drops the oldest beyond a thousand and counts them', async () => {
    const page = await openPage();
    const start = Date.now() - 2000;
    for (let at = 0; at < 1050; at++) page.keep(eventOf(`${at}`, start + at));
    expect(page.droppedEvents()).toBe(50);
    expect(idsOf(page)[0]).toBe('50');
    page.reportDropped(-50);
    expect(page.droppedEvents()).toBe(0);
  });

  it('refuses an event that no service takes, and says so', async () => {
    const warning = vi.spyOn(console, 'warn').mockReturnValue();
    const { keep, nextBatch } = await openPage();
    keep(eventOf('a', Date.now(), 'x'.repeat(6000)));
    expect(nextBatch()).toEqual([]);
    expect(warning).toHaveBeenCalledOnce();
  });

  it('keeps events in memory from where localStorage is full, with what is stored already', async () => {
    const page = await openPage();
    page.keep(eventOf('stored'));
    Object.freeze(device);
    page.keep(eventOf('more'));
    expect(idsOf(page)).toEqual(['stored', 'more']);
  });

  it('keeps events in memory where the device keeps nothing', async () => {
    vi.stubGlobal('localStorage', null);
    const page = await openPage();
    page.keep(eventOf('a'));
    expect(idsOf(page)).toEqual(['a']);
  });
});
