/** One request of a load, not yet made. */
export interface LoadRequest {
  /** By which it is counted: `view`, `read`. */
  readonly kind: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  /**
   * Told once it is over, with the answer's body.
   * @returns what it is counted as where it failed otherwise than the answer says, such as an answer of 2xx that is not what was wanted.
   */
  readonly answered?: (answer: Answer) => string | undefined;
}

/** How a request went. */
export interface Answer {
  /** Null for an answer of 2xx, else what it is counted as: `429`, `503 without Retry-After`, `timeout`, `connection`, `not sent`. */
  readonly failure: string | null;
  /** Empty where it failed, and where nobody is told of it. */
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
  const heads = streams.flatMap((stream) => {
    const next = stream.next();
    return next.done === true ? [] : [{ stream, request: next.value }];
  });
  while (heads.length > 0) {
    const first = heads.reduce((one, other) => (other.request.dueMs < one.request.dueMs ? other : one));
    yield first.request;
    const next = first.stream.next();
    if (next.done === true) heads.splice(heads.indexOf(first), 1);
    else first.request = next.value;
  }
}
