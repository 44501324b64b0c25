/** An event of a Chromium trace, as far as it is read here. Times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Time that the thread itself was running: what other programs took of the core is not in it. */
  readonly tdur?: number;
  readonly args?: { readonly data?: { readonly url?: string } };
}

/** What a trace must be recorded with. */
export const TRACE_CATEGORIES: readonly string[] = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'v8',
];

/** Running a script's code, each kind with the script's address. */
const SCRIPT_WORK: ReadonlySet<string> = new Set(['EvaluateScript', 'FunctionCall', 'v8.compile']);
/** What promises go on with: a trace does not say whose they are. */
const PROMISE_WORK = 'RunMicrotasks';
const TASK = 'RunTask';

/**
 * Milliseconds that scripts took in each task of the browser's threads in which they took any. What promises go on with counts in full, so
 * the page should leave them to the scripts.
 * @param isOurs whether an address is one of the scripts'.
 */
export function scriptTasks(events: readonly TraceEvent[], isOurs: (url: string) => boolean): number[] {
  const threads = new Map<string, TraceEvent[]>();
  for (const event of events.filter(({ ph }) => ph === 'X')) {
    const name = `${event.pid}:${event.tid}`;
    threads.set(name, [...(threads.get(name) ?? []), event]);
  }
  return [...threads.values()].flatMap((thread) => tasksOf(thread, isOurs));
}

function tasksOf(thread: readonly TraceEvent[], isOurs: (url: string) => boolean): number[] {
  const isWork = ({ name, args }: TraceEvent): boolean =>
    name === PROMISE_WORK || (SCRIPT_WORK.has(name) && isOurs(args?.data?.url ?? ''));
  const work = outermost(thread.filter(isWork));
  return thread
    .filter(({ name }) => name === TASK)
    .map(
      (task) => sum(work.filter((part) => lies(part, task)).map(({ tdur, dur }) => tdur ?? dur ?? 0)) / 1000,
    )
    .filter((ms) => ms > 0);
}

function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  return events.filter((event) => !events.some((other) => other !== event && lies(event, other)));
}

function lies(inner: TraceEvent, outer: TraceEvent): boolean {
  return inner.ts >= outer.ts && inner.ts + (inner.dur ?? 0) <= outer.ts + (outer.dur ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
