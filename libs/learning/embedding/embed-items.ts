import { Worker } from 'node:worker_threads';
import type { TrainedEmbedding } from './embedding.js';
import { runEmbeddingJob, type ItemEmbeddingJob } from './item-embedding-job.js';

type Message = { readonly share: number } | { readonly embedding: TrainedEmbedding };

/** Threads run what was compiled; from sources (in specs) there is nothing that one could load. */
const IS_COMPILED = import.meta.url.endsWith('.js');

/**
 * Trains an embedding in a thread of its own, which takes the job's sequences: they are empty here afterwards.
 * @param onProgress told the share done, 0 to 1.
 */
export async function embedItems(
  job: ItemEmbeddingJob,
  onProgress: (share: number) => void = () => undefined,
): Promise<TrainedEmbedding> {
  if (!IS_COMPILED) return runEmbeddingJob(job, onProgress);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('embedding-worker.js', import.meta.url), {
      workerData: job,
      // Handed over, not copied.
      transferList: [job.sequences.offsets.buffer, job.sequences.items.buffer],
    });
    worker.on('message', (message: Message) => {
      if ('share' in message) onProgress(message.share);
      else resolve(message.embedding);
    });
    worker.on('error', reject);
    worker.on('exit', (code) =>
      reject(new Error(`The thread that trains the embedding ended with ${code}.`)),
    );
  });
}
