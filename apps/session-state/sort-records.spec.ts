import { encodeRecord, logKeyOf, type SessionLogRecord } from '#libs/contracts';
import type { StoredRecord } from '#libs/event-log';
import { eventRecord, tombstone } from '#libs/testing';
import { describe, expect, it } from 'vitest';
import { sortRecords } from './sort-records.js';

function stored(offset: number, record: SessionLogRecord, key = logKeyOf(record)): StoredRecord {
  return { offset, key, value: encodeRecord(record) };
}

describe('sortRecords', () => {
  it('gathers records by session in the order of the log', () => {
    const [a, b] = [{ session: 'session-a' }, { session: 'session-b' }];
    const records = [
      eventRecord(a),
      eventRecord(b),
      eventRecord(a),
      tombstone(b),
      eventRecord({ ...a, site: 'other' }),
    ];
    const { sessions, refused } = sortRecords(
      { partition: 3, records: records.map((record, n) => stored(10 + 2 * n, record)) },
      7,
    );
    expect(refused).toEqual([]);
    expect(sessions.map(({ ref, records: of }) => [ref, of.map(({ position }) => position.offset)])).toEqual([
      [{ site: 'demo', session: 'session-a' }, [10, 14]],
      [{ site: 'demo', session: 'session-b' }, [12, 16]],
      [{ site: 'other', session: 'session-a' }, [18]],
    ]);
    expect(sessions[0]?.records[0]).toMatchObject({
      record: records[0],
      position: { epoch: 7, partition: 3, offset: 10 },
    });
  });

  it.each([
    ['is not JSON', Buffer.from('{')],
    ['is no object', Buffer.from('[]')],
    ['is of no known type', Buffer.from(JSON.stringify({ ...eventRecord(), type: 'slate' }))],
    ['has an item that is none', Buffer.from(JSON.stringify({ ...eventRecord(), item: 'a\u0000b' }))],
    ['has a progress that is no share', Buffer.from(JSON.stringify({ ...eventRecord(), progress: 'all' }))],
    ['is empty', Buffer.alloc(0)],
  ])('refuses a record that %s, and takes the others', (_, value) => {
    const good = eventRecord();
    const bad = { offset: 1, key: logKeyOf(good), value };
    const { sessions, refused } = sortRecords({ partition: 0, records: [bad, stored(2, good)] }, 1);
    expect(refused).toMatchObject([{ stored: bad, cause: { code: 'FRESHET_RECORD_INVALID' } }]);
    expect(sessions[0]?.records).toHaveLength(1);
  });

  it('refuses a record under another session’s key', () => {
    const record = stored(1, eventRecord({ session: 'session-a' }), 'demo:session-b');
    const { sessions, refused } = sortRecords({ partition: 0, records: [record] }, 1);
    expect(sessions).toEqual([]);
    expect(refused).toMatchObject([{ cause: { code: 'FRESHET_RECORD_INVALID' } }]);
  });
});
