export { appendHistory, type AppendResult, type HistoryAppend } from './append-history.js';
export { historyDays, historyFiles, historySites, type HistoryPlace } from './history-folder.js';
export { HISTORY_COLUMNS, HISTORY_KINDS, type HistoryKind, type HistoryTable } from './history-schema.js';
export { importFile, type ImportOptions, type ImportProgress, type ImportReport } from './import-file.js';
export { readEventFile, type ReadEventFileOptions } from './import-reader.js';
export { describeRejected, type ImportedEvent, type RejectedRow } from './import-row.js';
export type { ImportFormat } from './import-source.js';
export type { TimestampUnit } from './import-timestamp.js';
export { readHistory, type History, type ReadHistoryOptions } from './open-history.js';
