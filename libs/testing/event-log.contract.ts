import { afterEach, beforeEach, describe } from 'vitest';
import type { EventLog } from '#libs/event-log';
import { itAppends } from './event-log-appending.contract.js';
import { itConsumes } from './event-log-consuming.contract.js';
import { itRewinds } from './event-log-rewinding.contract.js';
import type { LogBench, LogPlace } from './log-bench.js';

/** What every adapter of the EventLog port does. Each test has a new, empty place. */
export function describeEventLog(name: string, makePlace: () => Promise<LogPlace>): void {
  let place: LogPlace;
  let log: EventLog;
  const bench: LogBench = {
    get log() {
      return log;
    },
    async open() {
      log = await place.open();
    },
    async reopen() {
      await log.close();
      await bench.open();
    },
  };

  beforeEach(async () => {
    place = await makePlace();
    await bench.open();
  });

  afterEach(async () => {
    await log.close();
    await place.remove();
  });

  describe(`${name} as an EventLog: appending`, () => itAppends(bench));
  describe(`${name} as an EventLog: consuming`, () => itConsumes(bench));
  describe(`${name} as an EventLog: assignment and rewinding`, () => itRewinds(bench));
}
