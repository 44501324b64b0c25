import { COLUMNS, type CoWatchTables } from '#libs/blending';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { open, type Database, type RootDatabase } from 'lmdb';
import type { LookedUp, TableLookups } from './table-lookups.js';

/** Items of a transaction while writing. */
const BATCH_ITEMS = 20_000;
const ENTRY_BYTES = Uint32Array.BYTES_PER_ELEMENT + COLUMNS.length;

/** Rows by name, `[neighbours, codes]` each; profiles by index. */
interface LmdbTables {
  readonly root: RootDatabase;
  readonly rows: Database<Buffer, string>;
  readonly profiles: Database<Buffer, number>;
}

function openEnvironment(path: string, readOnly: boolean): LmdbTables {
  const root = open({ path, noSync: true, readOnly });
  return {
    root,
    rows: root.openDB<Buffer, string>('rows', { encoding: 'binary' }),
    profiles: root.openDB<Buffer, number>('profiles', { encoding: 'binary', keyEncoding: 'uint32' }),
  };
}

/** Writes what scoring needs of tables into an LMDB environment, unless it is there. */
export async function writeLmdbTables(path: string, tables: CoWatchTables): Promise<void> {
  if (existsSync(path)) return;
  await rm(`${path}.unfinished`, { force: true });
  const { root, rows, profiles } = openEnvironment(`${path}.unfinished`, false);
  const { rowOffsets, neighbours, codes, itemsCount } = tables;
  // In the order of the keys: pages are filled one after the other.
  const names = Array.from({ length: itemsCount }, (_, index) => tables.itemAt(index));
  const order = Uint32Array.from(names.keys()).sort((a, b) => ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1));
  const rowOf = (index: number): Buffer => {
    const [from, end] = [rowOffsets[index] ?? 0, rowOffsets[index + 1] ?? 0];
    const ids = neighbours.slice(from, end);
    return Buffer.concat([
      new Uint8Array(ids.buffer),
      codes.subarray(from * COLUMNS.length, end * COLUMNS.length),
    ]);
  };
  for (let at = 0; at < itemsCount; at += BATCH_ITEMS)
    rows.transactionSync(() => {
      for (const index of order.subarray(at, at + BATCH_ITEMS))
        rows.putSync(names[index] ?? '', rowOf(index));
      for (let index = at; index < Math.min(itemsCount, at + BATCH_ITEMS); index++)
        profiles.putSync(index, Buffer.from(profileOf(tables, index)));
    });
  await root.flushed;
  await root.close();
  await rm(`${path}.unfinished-lock`, { force: true });
  await rename(`${path}.unfinished`, path);
}

function profileOf({ profiles }: CoWatchTables, index: number): Uint8Array {
  return profiles.bytes.subarray(index * profiles.size, (index + 1) * profiles.size);
}

/** Looks rows and profiles up in the memory map, one after the other. */
export class LmdbLookups implements TableLookups {
  private readonly tables: LmdbTables;

  constructor(path: string) {
    this.tables = openEnvironment(path, true);
  }

  row(item: string): LookedUp | undefined {
    const value = this.tables.rows.getBinaryFast(item);
    if (!value) return undefined;
    const entries = value.length / ENTRY_BYTES;
    const neighbours = new Uint32Array(value.buffer, value.byteOffset, entries);
    return {
      neighbours,
      codes: value.subarray(entries * Uint32Array.BYTES_PER_ELEMENT),
      from: 0,
      end: entries,
    };
  }

  profileByte(index: number): number {
    return this.tables.profiles.getBinaryFast(index)?.[0] ?? 0;
  }
}
