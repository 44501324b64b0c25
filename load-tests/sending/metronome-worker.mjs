/** Sleeps until the moment that is due and tells its parent. The parent sets the moment: nanoseconds, 0 for none, -1 for the end. */
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';

const moment = new BigInt64Array(workerData.moment);

for (;;) {
  const dueNs = Atomics.load(moment, 0);
  if (dueNs < 0n) break;
  const leftNs = dueNs - process.hrtime.bigint();
  if (dueNs === 0n) Atomics.wait(moment, 0, 0n);
  else if (leftNs > 0n) Atomics.wait(moment, 0, dueNs, Number(leftNs) / 1e6);
  else if (Atomics.compareExchange(moment, 0, dueNs, 0n) === dueNs) parentPort.postMessage(null);
}
