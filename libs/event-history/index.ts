export { appendHistory, type AppendResult, type HistoryAppend } from './append-history.js';
export { chooseFilesToMerge, compactDay, removeDeletedSessions } from './compaction.js';
export {
  historyDays,
  historyFiles,
  historySites,
  removeDaysBefore,
  removeUnfinished,
  type HistoryDay,
  type HistoryPlace,
} from './history-folder.js';
export { historyRowOf, type HistoryRow } from './history-row.js';
export { HISTORY_COLUMNS, HISTORY_KINDS, type HistoryKind, type HistoryTable } from './history-schema.js';
export { HistoryWriter, type HistoryWriterOptions, type WriteReport } from './history-writer.js';
export { importFile, type ImportOptions, type ImportProgress, type ImportReport } from './import-file.js';
export { readEventFile, type ReadEventFileOptions } from './import-reader.js';
export { describeRejected, type ImportedEvent, type RejectedRow } from './import-row.js';
export type { ImportFormat } from './import-source.js';
export type { TimestampUnit } from './import-timestamp.js';
export { historyRelation, readHistory, type History, type ReadHistoryOptions } from './open-history.js';
