import { parseSessionRecord, type SessionRef } from '#libs/contracts';
import type { EventLog } from '#libs/event-log';
import { advance, encodeSession, SESSION_RULES, type EncodedSession, type SessionState } from '#libs/session';
import type { SessionStore } from '#libs/session-store';
import { randomUUID } from 'node:crypto';

/** A log of events read from its beginning to its present end, folded by one thread, record by record. */
export interface FoldedLog {
  /** By `site:session`. */
  readonly states: ReadonlyMap<string, SessionState>;
  /** Event ids that stand on the log, by `site:session`. */
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>;
  readonly records: number;
}

/** The obvious way to get session states: what every other way must equal, byte for byte. */
export async function foldLog(log: EventLog): Promise<FoldedLog> {
  const { endOffsets } = await log.shape('events');
  const folding = new Folding(endOffsets);
  const consumption = await log.consume({
    group: `fold-${randomUUID()}`,
    topics: ['events'],
    handle: ({ partition, records }) => {
      for (const { offset, value } of records) folding.add(partition, offset, value);
      folding.readTo(partition, records.at(-1)?.offset ?? -1);
      return Promise.resolve();
    },
  });
  await folding.complete;
  await consumption.stop();
  return folding;
}

class Folding implements FoldedLog {
  readonly states = new Map<string, SessionState>();
  readonly ids = new Map<string, Set<string>>();
  records = 0;
  readonly complete: Promise<void>;
  private readonly open: Set<number>;
  private finish: () => void = () => undefined;

  constructor(private readonly endOffsets: readonly number[]) {
    this.open = new Set([...endOffsets.keys()].filter((partition) => (endOffsets[partition] ?? 0) > 0));
    this.complete = new Promise((resolve) => {
      this.finish = resolve;
    });
    if (this.open.size === 0) this.finish();
  }

  add(partition: number, offset: number, value: Buffer): void {
    if (offset >= (this.endOffsets[partition] ?? 0)) return;
    const record = parseSessionRecord(value);
    const key = keyOf(record);
    this.records += 1;
    const ids = this.ids.get(key) ?? new Set();
    this.ids.set(key, ids.add(record.id));
    const state = advance(this.states.get(key), record, { epoch: 1, partition, offset }, SESSION_RULES);
    if (state) this.states.set(key, state);
  }

  readTo(partition: number, offset: number): void {
    if (offset + 1 >= (this.endOffsets[partition] ?? 0)) this.open.delete(partition);
    if (this.open.size === 0) this.finish();
  }
}

/** Sessions whose stored state is not the folded one, byte for byte, with the offset each has got to. */
export async function differencesOf(store: SessionStore, { states }: FoldedLog): Promise<string[]> {
  const keys = [...states.keys()];
  const stored = await store.load(keys.map(refOf));
  return keys.flatMap((key, at) => {
    const [expected, actual] = [states.get(key), stored[at]];
    if (expected && actual && isSame(encodeSession(expected), encodeSession(actual))) return [];
    return [
      `${key}: ${actual?.position.offset ?? 'nothing'} stored, ${expected?.position.offset ?? ''} on the log`,
    ];
  });
}

function isSame(a: EncodedSession, b: EncodedSession): boolean {
  return a.vector.equals(b.vector) && a.recentIds.equals(b.recentIds);
}

function keyOf({ site, session }: SessionRef): string {
  return `${site}:${session}`;
}

function refOf(key: string): SessionRef {
  const [site = '', session = ''] = key.split(':');
  return { site, session };
}
