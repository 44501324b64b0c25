/** What the kernel needs of WebAssembly; TypeScript declares it with the browser's types alone, which this project does without. */
declare namespace WebAssembly {
  class Memory {
    /** @param pages of 64 KiB each. */
    constructor(pages: { readonly initial: number; readonly maximum: number; readonly shared: true });
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
    constructor(module: Module, imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  }
}
