import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const patched = new WeakSet<object>();

/**
 * kafkajs 2.2.4 looks for waiting requests by a timer that sets itself again, also where nothing waits, and with a time in
 * the past: about 500 wake-ups a second for each connection, and a warning of Node's. Here it looks only while a request
 * waits, which is what the timer is for: a request that has to wait sets it by itself.
 */
export function stopIdleTimers(): void {
  const queue = RequestQueue.prototype;
  if (patched.has(queue)) return;
  patched.add(queue);
  const schedule = Object.getOwnPropertyDescriptor(queue, 'scheduleCheckPendingRequests')
    ?.value as () => void;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
