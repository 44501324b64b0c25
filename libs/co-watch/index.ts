export * from './build-tables.js';
export * from './counting-parameters.js';
export { isVersion, type Counted, type FileEntry, type Manifest } from './manifest.js';
export { notEmpty, type PublishGate } from './publish-gate.js';
export { readTables, type OpenTables } from './read-tables.js';
export { STATISTICS, statisticFile, type Statistic } from './table-files.js';
export * from './version-store.js';
export type { BuildNote } from './write-tables.js';
