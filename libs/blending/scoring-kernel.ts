import { SCORING_KERNEL } from './scoring-kernel.bytes.js';

/** What scoring-kernel.wat exports; its arguments are described there. */
export interface ScoringKernel {
  scoreForest(tree: number, end: number, rows: number, width: number, scores: number, sets: number): void;
  scoreItems(
    direction: number,
    vectorBytes: number,
    profiles: number,
    bytes: number,
    items: number,
    end: number,
    results: number,
    step: number,
    base: number,
    traitStep: number,
  ): void;
}

const PAGE_BYTES = 65_536;

let assembled: WebAssembly.Module | undefined;

/**
 * A kernel with a memory of its own, which goes when nobody holds it any more. It is shared with whatever thread is given a view of
 * it; and V8 does not count shared memory against a heap's limits, so that one of a large catalogue sets off no collections.
 * @param bytes of memory, all 0. It never grows, so views of it stay valid.
 */
export function startKernel(bytes: number): { kernel: ScoringKernel; memory: SharedArrayBuffer } {
  assembled ??= new WebAssembly.Module(Buffer.from(SCORING_KERNEL, 'base64'));
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const { exports } = new WebAssembly.Instance(assembled, { host: { memory } });
  // Shared memories have shared buffers, which the types of the library do not tell.
  return {
    kernel: exports as unknown as ScoringKernel,
    memory: memory.buffer as unknown as SharedArrayBuffer,
  };
}
