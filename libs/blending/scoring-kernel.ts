import { SCORING_KERNEL } from './scoring-kernel.bytes.js';

/** What scoring-kernel.wat exports; its arguments are described there. */
export interface ScoringKernel {
  readonly memory: WebAssembly.Memory;
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
 * A kernel with a memory of its own, which goes when nobody holds it any more.
 * @param bytes of memory, all 0. It never grows, so views of it stay valid.
 */
export function startKernel(bytes: number): ScoringKernel {
  assembled ??= new WebAssembly.Module(Buffer.from(SCORING_KERNEL, 'base64'));
  const kernel = new WebAssembly.Instance(assembled).exports as unknown as ScoringKernel;
  kernel.memory.grow(Math.ceil(bytes / PAGE_BYTES));
  return kernel;
}
