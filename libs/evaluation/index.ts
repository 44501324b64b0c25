export * from './baselines/baselines.js';
export * from './bootstrap.js';
export * from './measures.js';
export * from './ranker.js';
export * from './session-lengths.js';
export * from './slate-spread.js';
export { indexSessions, type TrainingSessions } from './training-sessions.js';
