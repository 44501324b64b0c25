import type { Database, RootDatabase } from 'lmdb';
import type { LogTopic } from '#libs/contracts';
import { committed } from '#libs/embedded-environment';

/** A member's turn at a topic. */
export interface Turn {
  readonly granted: Promise<void>;
  leave(): void;
}

/** What consumer groups have committed, and whose turn it is to read. */
export class EmbeddedGroups {
  readonly #committed: Database<number, string>;
  /** The last member in line for a topic, by group and topic; resolves when it has left. */
  readonly #lines = new Map<string, Promise<void>>();

  constructor(root: RootDatabase) {
    this.#committed = root.openDB<number, string>('log-groups', { encoding: 'json' });
  }

  /** @returns the offset the group reads on from, undefined for a group nobody has seen. */
  committed(group: string, topic: LogTopic): number | undefined {
    return this.#committed.get(keyOf(group, topic));
  }

  async commit(group: string, topic: LogTopic, nextOffset: number): Promise<void> {
    await committed(new Set([this.#committed.put(keyOf(group, topic), nextOffset)]));
  }

  /** Queues for a topic: it is granted once every member that asked before has left. Leave it in any case. */
  join(group: string, topic: LogTopic): Turn {
    const key = keyOf(group, topic);
    const granted = this.#lines.get(key) ?? Promise.resolve();
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => (leave = resolve));
    // Whoever gives up waiting must not let the next one past the member that still reads.
    this.#lines.set(
      key,
      Promise.all([granted, left]).then(() => undefined),
    );
    return { granted, leave };
  }
}

function keyOf(group: string, topic: LogTopic): string {
  return `${group}/${topic}`;
}
