export * from './evaluate.js';
export type * from './evaluation.js';
export type { Protocol } from './cases.js';
export { nextItemAfter, recordedSessions, type RecordedSession } from './recorded-sessions.js';
export * from './site-tables.js';
