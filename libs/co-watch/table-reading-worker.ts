import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { ReadingOrder } from './read-table-files.js';
import { readFiles } from './table-reading.js';

/** About a tenth of the share of a core that the thread which answers requests gets, where both want the same one. */
const NICENESS = 10;

/**
 * A thread that reads files of one version of tables. It holds on to their memory until it is told to end, so that giving back some
 * hundred thousand pages, which takes 0.2 s for 1.3 GB, falls to this thread and not to the one that answers requests.
 */
const port = parentPort;
if (port) {
  const { job, pace } = workerData as ReadingOrder;
  if (pace === 'beside') yieldToOthers();
  const read = readFiles(job);
  port.postMessage(read);
  port.once('message', () => {
    // Any message is to end. That `read` is asked for here is what keeps its memory alive until then.
    if ('contents' in read) port.close();
  });
}

/** Linux tells a thread's own id and sets priorities by it; elsewhere the thread runs as the others do. */
function yieldToOthers(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), NICENESS);
  } catch {
    // Only slower for others.
  }
}
