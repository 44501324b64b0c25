import { LIMITS } from '#libs/contracts';
import { FILES, type TableArray } from './table-files.js';

/** UTF-16 units take at most three bytes of UTF-8 each. */
const NAME_BYTES_MAX = 3 * LIMITS.itemBytesMax;
/** Names kept as strings, a power of two: making the twenty of a slate costs 4 µs, and most have been asked for lately. */
const NAMES_KEPT = 8192;

/**
 * Names of items and the way back, straight over the bytes of the files: nothing is built when tables are loaded, so loading
 * a large catalogue beside one in service costs neither time on the event loop nor a heap of strings.
 */
export class ItemDictionary {
  private readonly name = Buffer.alloc(NAME_BYTES_MAX);
  private readonly text: Buffer;
  /** By the low bits of an index: which item's name is kept there, plus 1, and the name. */
  private readonly keptItems = new Uint32Array(NAMES_KEPT);
  private readonly keptNames = new Array<string>(NAMES_KEPT).fill('');

  constructor(
    private readonly bytes: Uint8Array,
    private readonly offsets: Uint32Array,
    private readonly slots: Uint32Array,
  ) {
    this.text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** @param index of an item of the dictionary. */
  itemAt(index: number): string {
    const place = index & (NAMES_KEPT - 1);
    if (this.keptItems[place] === index + 1) return this.keptNames[place] ?? '';
    const name = this.text.toString('utf8', this.offsets[index], this.offsets[index + 1]);
    this.keptItems[place] = index + 1;
    this.keptNames[place] = name;
    return name;
  }

  /** @returns -1 for a name that is not in it. */
  indexOf(item: string): number {
    if (item.length > LIMITS.itemBytesMax) return -1;
    const length = this.name.write(item);
    const mask = this.slots.length - 1;
    for (let slot = hashOf(this.name, 0, length) & mask; ; slot = (slot + 1) & mask) {
      const index = (this.slots[slot] ?? 0) - 1;
      if (index < 0 || this.isNamed(index, length)) return index;
    }
  }

  private isNamed(index: number, length: number): boolean {
    const from = this.offsets[index] ?? 0;
    if ((this.offsets[index + 1] ?? 0) - from !== length) return false;
    for (let at = 0; at < length; at++) if (this.bytes[from + at] !== this.name[at]) return false;
    return true;
  }
}

/** @returns the files of a dictionary; the index of an item is its place in the list. */
export function encodeItems(items: readonly string[]): [file: string, array: TableArray][] {
  const bytes = Uint8Array.from(Buffer.from(items.join('')));
  const offsets = new Uint32Array(items.length + 1);
  items.forEach((item, index) => (offsets[index + 1] = (offsets[index] ?? 0) + Buffer.byteLength(item)));
  return [
    [FILES.items, bytes],
    [FILES.itemOffsets, offsets],
    [FILES.itemSlots, slotsOf(bytes, offsets)],
  ];
}

/** At most half full, so that a search meets few strangers and always a free slot. */
function slotsOf(bytes: Uint8Array, offsets: Uint32Array): Uint32Array {
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * offsets.length)));
  const mask = slots.length - 1;
  for (let index = 0; index + 1 < offsets.length; index++) {
    let slot = hashOf(bytes, offsets[index] ?? 0, offsets[index + 1] ?? 0) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = index + 1;
  }
  return slots;
}

/** FNV-1a, 32 bits, with the last mixing step of MurmurHash3: the low bits alone choose the slot. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
