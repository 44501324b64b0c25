import { encodeRecord, logKeyOf, type SessionLogRecord } from '#libs/contracts';
import type { Consumption, RecordBatch } from '#libs/event-log';
import { codeRejectedBy, eventRecord, SOME_SESSION } from '#libs/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectStates, foldedLog, metricOf, SessionStateBench, startMember } from './session-state-bench.js';

const REWINDS = 'freshet_session_state_rewinds_total';
const CONFLICTS = 'freshet_session_state_conflicts_total';

/** A consumption that believes it holds every partition, as a member does that has not heard of a rebalance yet. */
function believing(rewound: number[]): Consumption {
  return {
    stop: () => Promise.resolve(),
    rewind: (_, fromMs) => Promise.resolve(void rewound.push(fromMs)),
    holds: () => true,
    lagRecords: () => 0,
    health: () => ({ healthy: true }),
  };
}

function batchesOf(records: readonly SessionLogRecord[], size: number): RecordBatch[] {
  const stored = records.map((record, offset) => ({
    offset,
    key: logKeyOf(record),
    value: encodeRecord(record),
  }));
  const starts = Array.from({ length: Math.ceil(stored.length / size) }, (_, n) => n * size);
  return starts.map((from) => ({
    topic: 'events',
    partition: 0,
    records: stored.slice(from, from + size),
    endOffset: records.length,
  }));
}

describe('two members that hold the same partition for a moment', () => {
  it('end with the sessions of one fold, whichever order their commands come in', async () => {
    let conflicts = 0;
    const plan = fc.tuple(
      fc.integer({ min: 2, max: 30 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    );
    await fc.assert(
      fc.asyncProperty(plan, async ([count, sizeA, sizeB]) => {
        const bench = await SessionStateBench.open();
        const records = Array.from({ length: count }, (_, n) =>
          eventRecord({ session: `session-${n % 3}-of-3` }),
        );
        await bench.append(...records);
        const members = [
          startMember(bench.log, bench.store, 60_000),
          startMember(bench.log, bench.store, 60_000),
        ];
        const rewound: number[] = [];
        const consumption = believing(rewound);
        await Promise.all(
          members.map(async ({ service }, n) => {
            await service.takeOver([{ topic: 'events', partition: 0, nextOffset: 0 }], consumption);
            for (const batch of batchesOf(records, n === 0 ? sizeA : sizeB))
              await service.fold(batch, consumption);
          }),
        );
        await expectStates(bench.store.reliable, await foldedLog(bench.log));
        expect(await bench.store.reliable.watermarks([0])).toEqual([
          { epoch: 1, partition: 0, nextOffset: count },
        ]);
        expect(rewound).toEqual([]);
        for (const member of members) {
          conflicts += await metricOf(member.registry, CONFLICTS);
          member.end();
        }
        await bench.close();
      }),
      { numRuns: 20 },
    );
    expect(conflicts).toBeGreaterThan(0);
  });
});

describe('a member that takes over', () => {
  it('goes on with a refold that another has begun, and replaces what was written without its beginning', async () => {
    const bench = await SessionStateBench.open();
    const records = Array.from({ length: 12 }, () => eventRecord());
    await bench.append(...records);
    const [first, second, third] = batchesOf(records, 4) as [RecordBatch, RecordBatch, RecordBatch];
    const rewound: number[] = [];
    const consumption = believing(rewound);
    const take = async (nextOffset: number) => {
      const member = startMember(bench.log, bench.store, 60_000);
      await member.service.takeOver([{ topic: 'events', partition: 0, nextOffset }], consumption);
      member.end();
      return member.service;
    };
    const before = await take(0);
    await before.fold(first, consumption);
    await before.fold(second, consumption);
    await bench.store.wipe();
    // Writes a state that lacks its beginning, and only then notices.
    await before.fold(third, consumption);
    expect(rewound).toHaveLength(1);
    await before.fold(first, consumption);
    // Dies here; what it committed since is where the next one begins.
    const after = await take(4);
    await after.fold(second, consumption);
    await after.fold(third, consumption);
    await expectStates(bench.store.reliable, await foldedLog(bench.log));
    expect(rewound).toHaveLength(1);
    await bench.close();
  });

  it('folds nothing of a batch that waited while its partition was rewound', async () => {
    const bench = await SessionStateBench.open();
    const records = Array.from({ length: 8 }, () => eventRecord());
    const [first, second] = batchesOf(records, 4) as [RecordBatch, RecordBatch];
    let rewinding: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (rewinding = resolve));
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const rewind = async (): Promise<void> => {
      rewinding();
      await finished;
    };
    const consumption = { ...believing([]), rewind };
    const member = startMember(bench.log, bench.store, 5);
    await member.service.takeOver([{ topic: 'events', partition: 0, nextOffset: 0 }], consumption);
    await member.service.fold(first, consumption);
    await bench.store.wipe();
    await begun;
    const folding = codeRejectedBy(member.service.fold(second, consumption));
    finish();
    expect(await folding).toBe('FRESHET_LOG_UNAVAILABLE');
    expect(await bench.store.reliable.load([SOME_SESSION])).toEqual([undefined]);
    expect(await bench.store.reliable.watermarks([0])).toEqual([{ epoch: 1, partition: 0, nextOffset: 0 }]);
    member.end();
    await bench.close();
  });

  it('rewinds a log whose beginning retention has removed once, and not again', async () => {
    const bench = await SessionStateBench.open();
    const rewound: number[] = [];
    const consumption = believing(rewound);
    const member = startMember(bench.log, bench.store);
    await member.service.takeOver([{ topic: 'events', partition: 0, nextOffset: 500 }], consumption);
    const records = [{ offset: 500, key: logKeyOf(eventRecord()), value: encodeRecord(eventRecord()) }];
    await member.service.fold({ topic: 'events', partition: 0, records, endOffset: 501 }, consumption);
    await member.service.takeOver([{ topic: 'events', partition: 0, nextOffset: 501 }], consumption);
    expect(rewound).toHaveLength(1);
    expect(await metricOf(member.registry, REWINDS)).toBe(1);
    member.end();
    await bench.close();
  });
});
