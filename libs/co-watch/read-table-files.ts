import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { SharedMemory } from './shared-memory.js';
import { readFiles, type ReadFiles, type ReadingJob, type SharedBytes } from './table-reading.js';

/**
 * How tables are read: `alone` by as many threads as there are cores, `beside` by one that gives way to the thread which answers
 * requests.
 */
export type ReadingPace = 'alone' | 'beside';

/** What a thread that reads is given. */
export interface ReadingOrder {
  readonly job: ReadingJob;
  readonly pace: ReadingPace;
}

/** Threads run what was compiled; from sources (in specs) there is nothing that one could load. */
const IS_COMPILED = import.meta.url.endsWith('.js');

/** Read and hashed in 4 ms: a thread takes ten times as long to start, and some megabytes for as long as it holds what it read. */
const READ_HERE_BYTES_MAX = 4 * 1024 * 1024;

/** Reads and checks files, large ones in threads of their own: this thread does other things meanwhile. The memory is shared by all. */
export async function readTableFiles(job: ReadingJob, pace: ReadingPace): Promise<ReadFiles> {
  const bytes = Object.values(job.files).reduce((sum, file) => sum + file.bytes, 0);
  if (!IS_COMPILED || bytes <= READ_HERE_BYTES_MAX) return readFiles(job);
  const jobs = pace === 'alone' ? dividedJob(job, availableParallelism()) : [job];
  const parts = await Promise.all(jobs.map((part) => readInThread({ job: part, pace })));
  const contents: (readonly [file: string, bytes: SharedBytes])[] = [];
  for (const part of parts) {
    if ('fault' in part) return part;
    contents.push(...part.contents);
  }
  return { contents };
}

/** Largest files first, each to whom has least to read. */
function dividedJob(job: ReadingJob, threads: number): ReadingJob[] {
  const parts: { bytes: number; files: ReadingJob['files'] }[] = Array.from({ length: threads }, () => ({
    bytes: 0,
    files: {},
  }));
  const largestFirst = Object.entries(job.files).sort(([, a], [, b]) => b.bytes - a.bytes);
  for (const [file, entry] of largestFirst) {
    const part = parts.reduce((least, other) => (other.bytes < least.bytes ? other : least));
    part.bytes += entry.bytes;
    part.files = { ...part.files, [file]: entry };
  }
  return parts.map(({ files }) => ({ ...job, files }));
}

function readInThread(order: ReadingOrder): Promise<ReadFiles> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('table-reading-worker.js', import.meta.url), { workerData: order });
    worker.once('message', (read: ReadFiles) => {
      worker.unref();
      // Who can settle a promise keeps its value alive: these listeners would keep what was read as long as the thread runs.
      worker.removeAllListeners();
      if ('contents' in read) new SharedMemory(worker).keep(read.contents.map(([, { buffer }]) => buffer));
      else worker.postMessage('end');
      resolve(read);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread that reads tables ended with ${code}.`)));
  });
}
