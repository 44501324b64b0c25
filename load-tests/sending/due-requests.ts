/** One request of a load, not yet made. */
export interface LoadRequest {
  /** By which it is counted: `view`, `read`. */
  readonly kind: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  /**
   * Told once it is over.
   * @returns what is wrong with an answer of 2xx, undefined where nothing is.
   */
  readonly answered?: (answer: Answer) => string | undefined;
}

/** How a request went. */
export interface Answer {
  /** Null for an answer of 2xx, else what it is counted as: `429`, `503 without Retry-After`, `timeout`, `connection`, `not sent`. */
  readonly failure: string | null;
  /** Empty where it failed. */
  readonly body: string;
}

/** When a request is due; it is made when it is sent. */
export interface DueRequest {
  /** Milliseconds from the start of the load. */
  readonly dueMs: number;
  readonly make: () => LoadRequest;
}

/** A stretch of time at one rate. */
export interface Phase {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Requests evenly spaced within each phase, one phase after the other. */
export function* evenlyDue(phases: readonly Phase[], make: () => LoadRequest): Generator<DueRequest> {
  let startMs = 0;
  for (const { perSecond, seconds } of phases) {
    const count = Math.round(perSecond * seconds);
    for (let n = 0; n < count; n++) yield { dueMs: startMs + (n * 1000) / perSecond, make };
    startMs += seconds * 1000;
  }
}

/** Several streams as one, in order of time. */
export function* inOrder(streams: readonly Iterator<DueRequest>[]): Generator<DueRequest> {
  const heads = streams.map((stream) => ({ stream, next: stream.next() }));
  for (;;) {
    let first: { stream: Iterator<DueRequest>; next: IteratorYieldResult<DueRequest> } | undefined;
    for (const head of heads) {
      if (head.next.done !== true && (!first || head.next.value.dueMs < first.next.value.dueMs))
        first = head as typeof first;
    }
    if (!first) return;
    yield first.next.value;
    first.next = first.stream.next() as IteratorYieldResult<DueRequest>;
  }
}
