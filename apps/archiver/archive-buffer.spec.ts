import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ArchiveBuffer, type ArchiveBufferOptions } from './archive-buffer.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Written {
  readonly rows: readonly string[];
  readonly finish: () => void;
  readonly fail: (reason: Error) => void;
}

function bufferOf(options: Partial<ArchiveBufferOptions<string>> = {}): {
  buffer: ArchiveBuffer<string>;
  writes: Written[];
} {
  const writes: Written[] = [];
  const buffer = new ArchiveBuffer<string>({
    write: (rows) =>
      new Promise((finish, fail) => {
        writes.push({ rows, finish, fail });
      }),
    flushMs: 5000,
    rowsMax: 4,
    recordsUncommitted: () => 0,
    recordsBehindMax: 100,
    ...options,
  });
  return { buffer, writes };
}

/** Adds rows and notes when they are told to be durable. */
function adding(buffer: ArchiveBuffer<string>, ...rows: string[]): { state: () => string } {
  let state = 'waiting';
  buffer.add(rows).then(
    () => (state = 'durable'),
    (reason: unknown) => (state = String(reason)),
  );
  return { state: () => state };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('gathering rows', () => {
  it('writes the rows of many batches at once, when the first has waited long enough', async () => {
    const { buffer, writes } = bufferOf();
    const first = adding(buffer, 'a');
    await vi.advanceTimersByTimeAsync(4900);
    const second = adding(buffer, 'b');
    expect(writes).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(150);
    expect(writes.map(({ rows }) => rows)).toEqual([['a', 'b']]);
    expect([first.state(), second.state()]).toEqual(['waiting', 'waiting']);
    writes[0]?.finish();
    await settle();
    expect([first.state(), second.state()]).toEqual(['durable', 'durable']);
  });

  it('writes at once when it is full, and never twice at the same time', async () => {
    const { buffer, writes } = bufferOf();
    adding(buffer, 'a', 'b', 'c', 'd');
    const next = adding(buffer, 'e', 'f', 'g', 'h', 'i');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(writes).toHaveLength(1);
    writes[0]?.finish();
    await settle();
    expect(writes[1]?.rows).toEqual(['e', 'f', 'g', 'h', 'i']);
    expect(next.state()).toBe('waiting');
  });

  it('does not hold up a log that has much more', async () => {
    const { buffer, writes } = bufferOf({ recordsUncommitted: () => 101 });
    adding(buffer, 'a');
    await vi.advanceTimersByTimeAsync(100);
    expect(writes).toHaveLength(1);
  });

  it('tells all who wait when a write fails, forgets its rows, and goes on', async () => {
    const { buffer, writes } = bufferOf();
    const [first, second] = [adding(buffer, 'a'), adding(buffer, 'b', 'c', 'd')];
    writes[0]?.fail(new Error('disk full'));
    await settle();
    expect([first.state(), second.state()]).toEqual(['Error: disk full', 'Error: disk full']);
    const again = adding(buffer, 'a', 'b', 'c', 'd');
    expect(writes[1]?.rows).toEqual(['a', 'b', 'c', 'd']);
    writes[1]?.finish();
    await settle();
    expect(again.state()).toBe('durable');
  });

  it('writes everything when it is drained, and afterwards at once', async () => {
    const { buffer, writes } = bufferOf();
    adding(buffer, 'a');
    let drained = false;
    void buffer.drain().then(() => (drained = true));
    adding(buffer, 'b');
    await settle();
    expect(drained).toBe(false);
    writes[0]?.finish();
    await settle();
    writes[1]?.finish();
    await settle();
    expect(writes.map(({ rows }) => rows)).toEqual([['a'], ['b']]);
    expect(drained).toBe(true);
    adding(buffer, 'c');
    expect(writes).toHaveLength(3);
  });

  it('has nothing to wait for without rows', async () => {
    const { buffer, writes } = bufferOf();
    await buffer.add([]);
    await buffer.drain();
    expect(writes).toHaveLength(0);
  });
});
