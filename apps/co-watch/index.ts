export type { LearnProgress } from '#libs/co-watch';
export * from './evaluate.js';
export type * from './evaluation.js';
export { casesOf, type Protocol } from './cases.js';
export { nextItemAfter, recordedSessions, type RecordedSession } from './recorded-sessions.js';
export type { GateProgress } from './comparison-gate.js';
export { learnSiteAside } from './learn-site-aside.js';
export * from './publish-site.js';
export * from './site-tables.js';
