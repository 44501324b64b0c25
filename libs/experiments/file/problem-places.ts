import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type Pair } from 'yaml';

/** Keys and indexes from the top of the file to what is meant. */
export type FilePath = readonly PropertyKey[];

/** Where something stands in the file, both from 1. */
export interface FilePlace {
  readonly line: number;
  readonly column: number;
}

/** Finds in the text what a path means in its content. */
export class PlaceFinder {
  constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  /** @returns the place of the value, or of the nearest thing around it that the file holds. */
  ofValue(path: FilePath): FilePlace {
    let node: unknown = this.document.contents;
    let offset = offsetOf(node) ?? 0;
    for (const segment of path) {
      node = childOf(this.resolved(node), segment);
      const start = offsetOf(node);
      if (start === undefined) break;
      offset = start;
    }
    return this.at(offset);
  }

  /** @returns the place of a key in the mapping that the path leads to. */
  ofKey(path: FilePath, key: string): FilePlace {
    let node: unknown = this.document.contents;
    for (const segment of path) node = childOf(this.resolved(node), segment);
    const offset = offsetOf(pairOf(this.resolved(node), key)?.key);
    return offset === undefined ? this.ofValue(path) : this.at(offset);
  }

  at(offset: number): FilePlace {
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }

  private resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document) : node;
  }
}

function childOf(node: unknown, segment: PropertyKey): unknown {
  if (isSeq(node)) return node.items[Number(segment)];
  return pairOf(node, String(segment))?.value;
}

function pairOf(node: unknown, key: string): Pair | undefined {
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
