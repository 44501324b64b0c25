import { parseSlateRecord, type SlateRecord } from '#libs/contracts';
import type { EventLog, LogRecord } from '#libs/event-log';
import { describe, expect, it, vi } from 'vitest';
import { SlateRecorder } from './slate-recorder.js';

function slate(id: string): SlateRecord {
  return {
    type: 'slate',
    id,
    site: 'demo',
    session: 'session-1',
    receivedAt: 1,
    strategy: 'popular',
    items: ['m-1'],
    tables: null,
    experiments: {},
    experimentsRevision: 'e3b0',
    degraded: [],
  };
}

/** A log whose appends finish when the test says so. */
function slowLog(): { log: EventLog; batches: string[][]; finish: (fault?: Error) => void } {
  const batches: string[][] = [];
  let settle: ((fault?: Error) => void) | undefined;
  const append = (_topic: string, records: readonly LogRecord[]): Promise<void> => {
    batches.push(records.map(({ value }) => parseSlateRecord(value).id));
    return new Promise((resolve, reject) => {
      settle = (fault) => (fault ? reject(fault) : resolve());
    });
  };
  return { log: { append } as unknown as EventLog, batches, finish: (fault) => settle?.(fault) };
}

const options = {
  lingerMs: 0,
  batchRecordsMax: 10,
  pendingMax: 3,
  deadlineMs: 1000,
  dropped: () => undefined,
};

describe('the slate recorder', () => {
  it('gathers what comes while the log is busy into one batch, in order', async () => {
    const { log, batches, finish } = slowLog();
    const recorder = new SlateRecorder(log, options);
    recorder.record(slate('slate-001'));
    await vi.waitFor(() => expect(batches).toHaveLength(1));
    recorder.record(slate('slate-002'));
    recorder.record(slate('slate-003'));
    finish();
    await vi.waitFor(() => expect(batches).toEqual([['slate-001'], ['slate-002', 'slate-003']]));
    finish();
    await recorder.close();
  });

  it('waits for no more company once a batch is full', async () => {
    const { log, batches, finish } = slowLog();
    const recorder = new SlateRecorder(log, { ...options, lingerMs: 60_000, batchRecordsMax: 2 });
    recorder.record(slate('slate-001'));
    expect(batches).toEqual([]);
    recorder.record(slate('slate-002'));
    expect(batches).toEqual([['slate-001', 'slate-002']]);
    recorder.record(slate('slate-003'));
    const closed = recorder.close();
    expect(batches).toHaveLength(1);
    finish();
    await vi.waitFor(() => expect(batches.at(-1)).toEqual(['slate-003']));
    finish();
    await closed;
  });

  it('loses none when it is closed', async () => {
    const { log, batches, finish } = slowLog();
    const recorder = new SlateRecorder(log, { ...options, lingerMs: 60_000 });
    recorder.record(slate('slate-001'));
    const closed = recorder.close();
    await vi.waitFor(() => expect(batches).toEqual([['slate-001']]));
    finish();
    await closed;
  });

  it('drops and counts what the log does not take, and goes on', async () => {
    const { log, batches, finish } = slowLog();
    const dropped = vi.fn();
    const recorder = new SlateRecorder(log, { ...options, dropped });
    recorder.record(slate('slate-001'));
    await vi.waitFor(() => expect(batches).toHaveLength(1));
    finish(new Error('the broker is away'));
    await vi.waitFor(() =>
      expect(dropped).toHaveBeenCalledWith(1, expect.objectContaining({ message: 'the broker is away' })),
    );
    recorder.record(slate('slate-002'));
    await vi.waitFor(() => expect(batches.at(-1)).toEqual(['slate-002']));
    finish();
    await recorder.close();
  });

  it('bounds what waits while the log is away', () => {
    const { log } = slowLog();
    const dropped = vi.fn();
    const recorder = new SlateRecorder(log, { ...options, lingerMs: 60_000, dropped });
    for (const id of ['slate-001', 'slate-002', 'slate-003']) recorder.record(slate(id));
    expect(dropped).not.toHaveBeenCalled();
    recorder.record(slate('slate-004'));
    expect(dropped).toHaveBeenCalledOnce();
  });
});
