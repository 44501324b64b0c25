export { appendHistory } from './append-history.js';
export { compactDay, removeDeletedSessions } from './compaction.js';
export {
  historyDays,
  historyFiles,
  historySites,
  removeDaysBefore,
  removeUnfinished,
  type HistoryDay,
} from './history-folder.js';
export { historyRowOf, type HistoryRow } from './history-row.js';
export { HISTORY_KINDS, type HistoryKind } from './history-schema.js';
export { HistoryWriter, type WriteReport } from './history-writer.js';
export { importFile, type ImportOptions, type ImportReport } from './import-file.js';
export { readEventFile } from './import-reader.js';
export { describeRejected, type ImportedEvent, type RejectedRow } from './import-row.js';
export { historyRelation, readHistory } from './open-history.js';
