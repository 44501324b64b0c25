import { describe, expect, it } from 'vitest';
import { scriptTasks, type TraceEvent } from './script-tasks.js';

const event = (name: string, ts: number, dur: number, more: Partial<TraceEvent> = {}): TraceEvent => ({
  name,
  ph: 'X',
  pid: 1,
  tid: 1,
  ts,
  dur,
  ...more,
});
const call = (url: string, ts: number, dur: number, more: Partial<TraceEvent> = {}): TraceEvent =>
  event('FunctionCall', ts, dur, { args: { data: { url } }, ...more });
const isOurs = (url: string): boolean => url.endsWith('beacon.js');

describe('the time that scripts take in tasks', () => {
  it('is added up task by task, in milliseconds', () => {
    const events = [
      event('RunTask', 0, 10_000),
      call('/beacon.js', 1000, 2000),
      call('/beacon.js', 5000, 1000),
      event('RunTask', 20_000, 5000),
      call('/beacon.js', 21_000, 500),
    ];
    expect(scriptTasks(events, isOurs)).toEqual([3, 0.5]);
  });

  it("leaves the page's own scripts out and counts what promises go on with", () => {
    const events = [
      event('RunTask', 0, 10_000),
      call('/page.js', 1000, 2000),
      event('RunMicrotasks', 4000, 1000),
      event('RunTask', 20_000, 5000),
      call('/page.js', 21_000, 500),
    ];
    expect(scriptTasks(events, isOurs)).toEqual([1]);
  });

  it('counts a call inside of a call once', () => {
    const events = [
      event('RunTask', 0, 10_000),
      call('/beacon.js', 1000, 4000),
      call('/beacon.js', 2000, 1000),
      event('RunMicrotasks', 3500, 500),
    ];
    expect(scriptTasks(events, isOurs)).toEqual([4]);
  });

  it("takes the thread's own time where the trace has it, and keeps threads apart", () => {
    const events = [
      event('RunTask', 0, 10_000),
      call('/beacon.js', 1000, 4000, { tdur: 1500 }),
      call('/beacon.js', 1000, 4000, { tid: 2 }),
    ];
    expect(scriptTasks(events, isOurs)).toEqual([1.5]);
  });
});
