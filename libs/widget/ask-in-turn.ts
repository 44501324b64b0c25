/** What a turn of asking consists of. `since` is the moment of the change that is asked about, in milliseconds. */
export interface Asking<Answer> {
  /** Undefined where there is no answer. */
  readonly ask: () => Promise<Answer | undefined>;
  readonly show: (answer: Answer, since: number) => void;
  /** Whether a change with this cause is in the answer already. */
  readonly isIn: (cause: string | undefined, answer?: Answer) => boolean;
  /** Whether to ask once more after a pause: there is no answer, or what was asked about is not in it yet. */
  readonly isBehind: (answer?: Answer) => boolean;
  /** What is shown stays as it is. */
  readonly onError: (error: unknown) => undefined;
  readonly setBusy: (busy: boolean) => void;
  /** An answer that takes longer than this is never shown. */
  readonly budgetMs: () => number;
}

export interface Turns {
  /**
   * Something changed: asks, at once or when the question under way is answered, unless that answer includes the change's cause
   * already. Several changes in one task are one.
   */
  readonly change: (since: number, cause?: string) => void;
  /** As `change`, after a pause, unless something else is asked until then. */
  readonly changeLater: (since: number, pauseMs: number) => void;
  /** Whatever is under way is never shown. */
  readonly stop: () => void;
}

/** The service's own waiting has passed by then: it is behind by more than a moment. */
const BEHIND_PAUSE_MS = 250;
const BEHIND_ASKS_MAX = 3;

/**
 * Asks one question at a time. A change while one is under way is asked when it is answered, so that answers come in the order of
 * their questions; only one that outlived its budget can be late, and that one is dropped.
 */
export function askInTurn<Answer>(asking: Asking<Answer>): Turns {
  /** Grows when a question begins and when it ends: an answer from an earlier turn is void. */
  let turn = 0;
  let state: 'idle' | 'due' | 'asking' = 'idle';
  /** The newest change since the question was asked; its cause only where each of them had one. */
  let missed: { readonly since: number; readonly cause: string | undefined } | undefined;
  let behind = 0;
  let budget: ReturnType<typeof setTimeout> | undefined;
  let pause: ReturnType<typeof setTimeout> | undefined;

  function begin(since: number): void {
    const own = ++turn;
    state = 'asking';
    missed = undefined;
    clearTimeout(pause);
    asking.setBusy(true);
    const end = (answer?: Answer): void => {
      if (own === turn) finish(since, answer);
    };
    budget = setTimeout(end, asking.budgetMs());
    void asking.ask().catch(asking.onError).then(end);
  }

  function finish(since: number, answer?: Answer): void {
    stop();
    if (answer !== undefined) asking.show(answer, since);
    if (missed && !asking.isIn(missed.cause, answer)) begin(missed.since);
    else if (asking.isBehind(answer) && behind < BEHIND_ASKS_MAX)
      changeLater(since, BEHIND_PAUSE_MS * 2 ** behind++);
  }

  function stop(): void {
    turn++;
    state = 'idle';
    clearTimeout(budget);
    clearTimeout(pause);
    asking.setBusy(false);
  }

  function change(since: number, cause?: string): void {
    behind = 0;
    if (state === 'asking') missed = { since, cause: missed && !missed.cause ? undefined : cause };
    if (state !== 'idle') return;
    state = 'due';
    queueMicrotask(() => {
      if (state === 'due') begin(since);
    });
  }

  function changeLater(since: number, pauseMs: number): void {
    clearTimeout(pause);
    pause = setTimeout(() => {
      if (state === 'idle') begin(since);
    }, pauseMs);
  }

  return { change, changeLater, stop };
}
