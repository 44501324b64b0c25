import { Presets, SingleBar } from 'cli-progress';
import { RemainingTime, spoken } from './remaining-time.js';

/** One bar for work of several steps, where it is known how much of the whole each is. */
export interface WholeProgress {
  /** @param share of the whole that is done, null while nobody knows yet. */
  update(doing: string, share: number | null): void;
  stop(): void;
}

const LINE_EVERY_MS = 30_000;
const UNKNOWN = 'not known yet';

/** A bar with the remaining time on stderr where a person watches, else a line when a step begins and every half minute. */
export function wholeProgress(): WholeProgress {
  const time = new RemainingTime();
  const show = process.stderr.isTTY ? barOnTerminal() : linesInLog();
  return {
    update(doing, share) {
      const seconds = share === null ? null : time.secondsAt(share, performance.now());
      show.update(doing, share ?? 0, seconds === null ? UNKNOWN : spoken(seconds));
    },
    stop: () => show.stop(),
  };
}

interface Show {
  update(doing: string, share: number, left: string): void;
  stop(): void;
}

function barOnTerminal(): Show {
  const bar = new SingleBar(
    {
      format: '{bar} {percentage} % | {doing} | time left: {left}',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(doing, share, left) {
      // Whole percents: what is not done is not shown as done.
      const percent = Math.floor(share * 100);
      if (started) bar.update(percent, { doing, left });
      else bar.start(100, percent, { doing, left });
      started = true;
    },
    stop: () => bar.stop(),
  };
}

function linesInLog(): Show {
  const said = new Set<string>();
  let saidAtMs = -Infinity;
  return {
    update(doing, share, left) {
      const now = performance.now();
      // Steps may take turns: the beginning of each is told once.
      if (said.has(doing) && now - saidAtMs < LINE_EVERY_MS) return;
      said.add(doing);
      saidAtMs = now;
      process.stderr.write(`${doing}: ${Math.floor(share * 100)} % of all, time left: ${left}\n`);
    },
    stop: () => undefined,
  };
}
