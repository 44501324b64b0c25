export * from './answer.js';
export * from './error-codes.js';
export * from './event.js';
export * from './freshet-error.js';
export * from './identifiers.js';
export * from './limits.js';
export * from './names.js';
export * from './records.js';
