import { parentPort, workerData } from 'node:worker_threads';
import { runEmbeddingJob, type ItemEmbeddingJob } from './item-embedding-job.js';

/** A thread that trains one embedding: it is given the job, tells its progress and then the result. */
const port = parentPort;
if (port) {
  const job = workerData as ItemEmbeddingJob;
  port.postMessage({ embedding: await runEmbeddingJob(job, (share) => port.postMessage({ share })) });
}
