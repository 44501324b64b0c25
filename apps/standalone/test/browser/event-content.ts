import type { EventRecord } from '#libs/contracts';

/** What an event says, without what every event has: ids, times and the page. */
export type EventContent = Partial<
  Pick<EventRecord, 'type' | 'item' | 'name' | 'slate' | 'position' | 'progress' | 'value' | 'quantity'>
>;

const FIELDS = ['type', 'item', 'name', 'slate', 'position', 'progress', 'value', 'quantity'] as const;

export function contentOf(event: EventRecord): EventContent {
  return Object.fromEntries(
    FIELDS.filter((field) => event[field] !== undefined).map((field) => [field, event[field]]),
  );
}

/** @returns the events of a log, each once: the one that stands first. */
export function accountOf(events: readonly EventRecord[]): EventRecord[] {
  const first = new Map<string, EventRecord>();
  for (const event of events) if (!first.has(event.id)) first.set(event.id, event);
  return [...first.values()];
}

/** @returns how many events of each type each session has. */
export function countsBySession(events: readonly EventRecord[]): Map<string, Record<string, number>> {
  const sessions = new Map<string, Record<string, number>>();
  for (const { session, type } of events) {
    const counts = sessions.get(session) ?? {};
    counts[type] = (counts[type] ?? 0) + 1;
    sessions.set(session, counts);
  }
  return sessions;
}

/** How what is there differs from what should be, each content as often as it is too few or too many. */
export interface Difference {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** Compares in any order. */
export function differenceOf(actual: readonly EventContent[], expected: readonly EventContent[]): Difference {
  const unexpected = actual.map(textOf);
  const missing = expected.map(textOf).filter((text) => {
    const at = unexpected.indexOf(text);
    if (at >= 0) unexpected.splice(at, 1);
    return at < 0;
  });
  return { missing, unexpected };
}

/** Fields in one order. */
function textOf(content: EventContent): string {
  return FIELDS.filter((field) => content[field] !== undefined)
    .map((field) => (field === 'type' ? content.type : `${field} ${content[field]}`))
    .join(', ');
}

export const view = (item?: string): EventContent => ({ type: 'view', ...(item !== undefined && { item }) });

export const cart = (item: string): EventContent => ({ type: 'cart', item });

/** Carts of `item-<from>` to `item-<to - 1>`. */
export function carts(from: number, to: number): EventContent[] {
  return Array.from({ length: to - from }, (_, at) => cart(`item-${from + at}`));
}

export function times(count: number, content: EventContent): EventContent[] {
  return Array.from({ length: count }, () => content);
}

export const watch = (item: string, progress: number): EventContent => ({ type: 'watch', item, progress });

/** Of an item of the slate `slate-01`. */
export function clickOn(item: string, position: number): EventContent {
  return { type: 'click', item, slate: 'slate-01', position };
}

/** The same. */
export function impressionOf(item: string, position: number): EventContent {
  return { type: 'impression', item, slate: 'slate-01', position };
}

export function sessionsOf(events: readonly EventRecord[]): string[] {
  return [...new Set(events.map(({ session }) => session))];
}
