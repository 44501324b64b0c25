import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BeaconEvent } from './api.js';

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
  store.openStore(false);
  return { ...store, ...(await import('./outbox.js')) };
}

const idsOf = (keys: readonly string[]): string[] => keys.map((key) => key.split(':')[4] ?? '');

describe('The outbox', () => {
  let device: Record<string, string>;

  beforeEach(() => {
    device = {};
    vi.stubGlobal('localStorage', device);
    return () => {
      vi.unstubAllGlobals();
    };
  });

  it('keeps the order in which events were made, within a millisecond too', async () => {
    const { keep, nextBatch } = await openPage();
    for (const id of ['c', 'a', 'b']) keep(eventOf(id, 1_763_900_000_000));
    expect(idsOf(nextBatch())).toEqual(['c', 'a', 'b']);
  });

  it('leaves fresh events of another tab to that tab, and takes up what it left behind', async () => {
    const other = await openPage();
    other.keep(eventOf('fresh'));
    other.keep(eventOf('old', Date.now() - 6000));
    const { nextBatch } = await openPage();
    expect(idsOf(nextBatch())).toEqual(['old']);
  });

  it('never fills a body beyond 100 events or 16 KiB', async () => {
    const { keep, nextBatch, read } = await openPage();
    for (let at = 0; at < 150; at++) keep(eventOf(`${at}`));
    expect(nextBatch()).toHaveLength(100);
    for (let at = 0; at < 50; at++) keep(eventOf(`${at}`, 1_000_000_000_000 + at, 'ü'.repeat(500)));
    const texts = nextBatch().map((key) => read(key) ?? '');
    expect(Buffer.byteLength(texts.join())).toBeLessThan(16_200);
    expect(texts.length).toBeGreaterThan(10);
  });

  it('drops the oldest beyond a thousand and counts them', async () => {
    const { keep, droppedEvents, nextBatch, reportDropped } = await openPage();
    const start = Date.now() - 2000;
    for (let at = 0; at < 1050; at++) keep(eventOf(`${at}`, start + at));
    expect(droppedEvents()).toBe(50);
    expect(idsOf(nextBatch())[0]).toBe('50');
    reportDropped(-50);
    expect(droppedEvents()).toBe(0);
  });

  it('holds back what the browser was given, until the page is back', async () => {
    const { keep, nextBatch, holdBack, holdNothingBack } = await openPage();
    keep(eventOf('a'));
    holdBack(nextBatch());
    expect(nextBatch()).toEqual([]);
    holdNothingBack();
    expect(idsOf(nextBatch())).toEqual(['a']);
  });

  it('refuses an event that no service takes, and says so', async () => {
    const warning = vi.spyOn(console, 'warn').mockReturnValue();
    const { keep, nextBatch } = await openPage();
    keep(eventOf('a', Date.now(), 'x'.repeat(6000)));
    expect(nextBatch()).toEqual([]);
    expect(warning).toHaveBeenCalledOnce();
  });

  it('keeps events in memory where localStorage is full', async () => {
    vi.stubGlobal('localStorage', new Proxy({}, { set: () => false }));
    const { keep, nextBatch } = await openPage();
    keep(eventOf('a'));
    expect(idsOf(nextBatch())).toEqual(['a']);
  });

  it('keeps events in memory where the device keeps nothing', async () => {
    vi.stubGlobal('localStorage', null);
    const { keep, nextBatch } = await openPage();
    keep(eventOf('a'));
    expect(idsOf(nextBatch())).toEqual(['a']);
  });

  it('sends an event again that the page wiped from the device', async () => {
    const { keep, nextBatch, read } = await openPage();
    keep(eventOf('a'));
    for (const key of Object.keys(device)) delete device[key];
    const [key = ''] = nextBatch();
    expect(read(key)).toContain('"id":"a"');
  });
});
