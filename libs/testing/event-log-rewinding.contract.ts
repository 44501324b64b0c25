import { expect, it } from 'vitest';
import type { PartitionRef } from '#libs/event-log';
import type { LogBench } from './log-bench.js';
import { eventually, logRecords, momentBetween, openHand, partitionOf, startReader } from './log-reader.js';

/** What assignment and rewinding promise. */
export function itRewinds(bench: LogBench): void {
  it('tells a member its partitions, and where it reads on, before the first batch', async () => {
    await bench.log.append('events', logRecords(['a', 'b']));
    const first = await startReader(bench.log, { group: 'archiver' });
    await first.hasRead(2);
    await first.consumption.stop();
    await bench.log.append('events', logRecords(['c']));
    let readBefore = -1;
    const second = await startReader(bench.log, {
      group: 'archiver',
      assigned() {
        readBefore = second.records.length;
        return Promise.resolve();
      },
    });
    await second.hasRead(1);
    const { endOffsets } = await bench.log.shape('events');
    expect(second.assignments.map(({ partition }) => partition).sort((a, b) => a - b)).toEqual([
      ...endOffsets.keys(),
    ]);
    const { partition } = partitionOf(second.records, 'c');
    const given = second.assignments.find((assignment) => assignment.partition === partition);
    expect(given?.nextOffset).toBe(2);
    expect(readBefore).toBe(0);
  });

  it('asks again when the preparation for new partitions fails, and hands nothing over before', async () => {
    const faults = [new RangeError('not ready')];
    await bench.log.append('events', logRecords(['a']));
    const reader = await startReader(bench.log, {
      group: 'archiver',
      assigned() {
        const fault = faults.shift();
        return fault === undefined ? Promise.resolve() : Promise.reject(fault);
      },
    });
    await reader.hasRead(1);
    expect(faults).toEqual([]);
    const { endOffsets } = await bench.log.shape('events');
    expect(reader.assignments).toHaveLength(2 * endOffsets.length);
  });

  it('rewinds new partitions before the first batch', async () => {
    await bench.log.append('events', logRecords(['old']));
    const moment = await momentBetween();
    await bench.log.append('events', logRecords(['new']));
    const first = await startReader(bench.log, { group: 'archiver' });
    await first.hasRead(2);
    await first.consumption.stop();
    const second = await startReader(bench.log, {
      group: 'archiver',
      async assigned(assignments, member) {
        for (const assignment of assignments) await member.rewind(assignment, moment);
      },
    });
    await second.hasRead(1);
    await bench.log.append('events', logRecords(['newest']));
    await second.hasRead(2);
    expect(second.texts).toEqual(['new', 'newest']);
  });

  it('reads a partition again from a time', async () => {
    await bench.log.append('events', logRecords(['a']));
    const moment = await momentBetween();
    await bench.log.append('events', logRecords(['b', 'c']));
    const reader = await startReader(bench.log, { group: 'archiver' });
    await reader.hasRead(3);
    await eventually(() => reader.consumption.lagRecords() === 0, 'the lag is gone');
    await reader.consumption.rewind(partitionOf(reader.records, 'a'), moment);
    await reader.hasRead(5);
    expect(reader.texts).toEqual(['a', 'b', 'c', 'b', 'c']);
  });

  it('goes on from the rewound place when the member ends in the middle of it', async () => {
    const hand = openHand();
    await bench.log.append('events', logRecords(['a', 'b']));
    const first = await startReader(bench.log, { group: 'archiver' });
    await first.hasRead(2);
    await first.consumption.stop();
    const rewound = await startReader(bench.log, {
      group: 'archiver',
      async assigned(assignments, member) {
        for (const assignment of assignments) await member.rewind(assignment, 0);
      },
      async handle() {
        await hand.handle();
        throw new Error('the member ends here');
      },
    });
    await rewound.hasRead(1);
    hand.open();
    await rewound.consumption.stop();
    const next = await startReader(bench.log, { group: 'archiver' });
    await next.hasRead(2);
    expect(next.texts).toEqual(['a', 'b']);
  });

  it('drops the batch in hand when its partition is rewound, and reads it again', async () => {
    const hand = openHand();
    await bench.log.append('events', logRecords(['a']));
    const reader = await startReader(bench.log, { group: 'archiver', handle: hand.handle });
    await reader.hasRead(1);
    const rewound = reader.consumption.rewind(partitionOf(reader.records, 'a'), 0);
    hand.open();
    await rewound;
    await reader.hasRead(2);
    await eventually(() => reader.consumption.lagRecords() === 0, 'the lag is gone');
    expect(reader.texts).toEqual(['a', 'a']);
  });

  it('can be rewound by its own handler', async () => {
    const rewinds: PartitionRef[] = [];
    await bench.log.append('events', logRecords(['a']));
    const reader = await startReader(bench.log, {
      group: 'archiver',
      async handle(batch, member) {
        if (rewinds.length > 0) return;
        rewinds.push(batch);
        await member.rewind(batch, 0);
      },
    });
    await reader.hasRead(2);
    await bench.log.append('events', logRecords(['b']));
    await eventually(() => reader.texts.includes('b'), 'b is read');
    expect(reader.texts).toEqual(['a', 'a', 'b']);
  });

  it('never moves forward by a rewind: what was not read is still read', async () => {
    const hand = openHand();
    await bench.log.append('events', logRecords(['a']));
    const reader = await startReader(bench.log, { group: 'archiver', handle: hand.handle });
    await reader.hasRead(1);
    const rewound = reader.consumption.rewind(partitionOf(reader.records, 'a'), Date.now() + 3_600_000);
    hand.open();
    await rewound;
    await bench.log.append('events', logRecords(['b']));
    await eventually(() => reader.texts.includes('b'), 'b is read');
    expect(reader.texts).toEqual(['a', 'a', 'b']);
  });
}
