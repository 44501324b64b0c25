export * from './build-tables.js';
export * from './counting-parameters.js';
export * from './learn-tables.js';
export type { Counted } from './manifest.js';
export * from './version-store.js';
