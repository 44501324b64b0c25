import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { afterEach, describe, expect, it } from 'vitest';
import { stopIdleTimers } from './kafka-idle-timers.js';

const quiet = { debug: () => undefined, warn: () => undefined };
const queues: RequestQueue[] = [];

function openQueue(maxInFlightRequests: number | null): RequestQueue {
  const options = { requestTimeout: 1_000, clientId: 'freshet', broker: 'localhost:9092', logger: quiet };
  const queue = new RequestQueue({ ...options, maxInFlightRequests });
  queues.push(queue);
  return queue;
}

afterEach(() => {
  for (const queue of queues.splice(0)) queue.destroy();
});

describe('the timers of an idle Kafka connection', () => {
  it('are not set while no request waits', () => {
    stopIdleTimers();
    const queue = openQueue(null);
    queue.checkPendingRequests();
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('are still set while one does', () => {
    stopIdleTimers();
    const queue = openQueue(0);
    Object.assign(queue, { pending: [{}] });
    queue.checkPendingRequests();
    expect(queue.throttleCheckTimeoutId).not.toBeNull();
  });
});
