import { parentPort, workerData } from 'node:worker_threads';
import { runEmbeddingJob, type ItemEmbeddingJob } from './item-embedding-job.js';

/** A message a batch would cost a twentieth of the time. */
const TOLD_EVERY = 0.01;

/** A thread that trains one embedding: it is given the job, tells its progress and then the result. */
const port = parentPort;
if (port) {
  const job = workerData as ItemEmbeddingJob;
  let told = 0;
  const tell = (share: number): void => {
    if (share - told < TOLD_EVERY && share < 1) return;
    told = share;
    port.postMessage({ share });
  };
  port.postMessage({ embedding: runEmbeddingJob(job, tell) });
}
