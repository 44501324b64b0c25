/** What the kernel needs of WebAssembly; TypeScript declares it with the browser's types alone, which this project does without. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    /** @param pages of 64 KiB. */
    grow(pages: number): number;
  }
  class Module {
    readonly kind: 'module';
    constructor(bytes: Uint8Array);
  }
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>;
    constructor(module: Module);
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module): Promise<Instance>;
}
