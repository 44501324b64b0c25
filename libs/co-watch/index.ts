export * from './build-tables.js';
export { countPairs } from './count-pairs.js';
export * from './counting-parameters.js';
export * from './learn-tables.js';
export type { Counted, LearnedPart, LearningReport } from './manifest.js';
export * from './publish-gate.js';
export type { OpenTables } from './read-tables.js';
export * from './version-store.js';
