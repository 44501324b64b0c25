export * from './arbitrary-stream.js';
export * from './builders.js';
export * from './error-code-of.js';
