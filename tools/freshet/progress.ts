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
