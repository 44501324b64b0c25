export * from './arbitrary-stream.js';
export * from './builders.js';
export * from './error-code-of.js';
export * from './event-log.contract.js';
export * from './log-bench.js';
export * from './log-reader.js';
