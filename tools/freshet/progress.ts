import { Presets, SingleBar } from 'cli-progress';

/** How far a long piece of work is. */
export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

/** A bar on stderr where a person watches; silent where nobody does. */
export function progressOf(what: string, unit: string): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const format = `${what} {bar} {percentage} % | {value}/{total} ${unit} | {eta_formatted} left`;
  const bar = new SingleBar(
    { format, stream: process.stderr, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(done, total) {
      if (!started) bar.start(total, done);
      else {
        bar.setTotal(total);
        bar.update(done);
      }
      started = true;
    },
    stop: () => bar.stop(),
  };
}

/** Shows how far a piece of work is until it ends, however it does. @param work is given what to tell it to. */
export async function withProgress<T>(
  what: string,
  unit: string,
  work: (onTurn: Progress['update']) => Promise<T>,
): Promise<T> {
  const progress = progressOf(what, unit);
  try {
    return await work((done, total) => {
      progress.update(done, total);
      // What comes next may show a bar of its own.
      if (done >= total) progress.stop();
    });
  } finally {
    progress.stop();
  }
}

/** How far work of several steps is. */
export interface Steps<S extends string> {
  /** @param detail told apart within a step; @param total null where nobody knows yet. */
  update(step: S, detail: string | undefined, done: number, total: number | null): void;
  stop(): void;
}

/** One bar a step on stderr where a person watches, else one line a step when it begins. @param names of the steps. */
export function stepsOf<S extends string>(names: Readonly<Record<S, string>>): Steps<S> {
  let running: { readonly name: string; readonly progress: Progress } | undefined;
  const said = new Set<string>();
  return {
    update(step, detail, done, total) {
      const name = detail === undefined ? names[step] : `${names[step]}: ${detail}`;
      if (running?.name !== name) {
        running?.progress.stop();
        running = { name, progress: progressOf(name, 'done') };
        // Steps may take turns: one line each is enough.
        if (!said.has(name) && (!process.stderr.isTTY || total === null)) process.stderr.write(`${name}\n`);
        said.add(name);
      }
      if (total !== null) running.progress.update(done, total);
    },
    stop: () => running?.progress.stop(),
  };
}
