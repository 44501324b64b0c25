/** Sleeps until each moment of the ring and tells its parent. `counts` says how many moments were added; less than 0 is the end. */
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';

const moments = new BigInt64Array(workerData.moments);
const counts = new Int32Array(workerData.counts);
let passed = 0;

for (;;) {
  const added = Atomics.load(counts, 0);
  if (added < 0) break;
  // Who was kept from running for long finds older ones overwritten: their requests were sent long ago.
  const next = Math.max(passed, added - moments.length);
  const leftNs = next < added ? Atomics.load(moments, next % moments.length) - process.hrtime.bigint() : null;
  if (leftNs === null) Atomics.wait(counts, 0, added);
  else if (leftNs > 0n) Atomics.wait(counts, 0, added, Number(leftNs) / 1e6);
  else {
    passed = next + 1;
    parentPort.postMessage(null);
  }
}
