export * from './evaluate.js';
export * from './recorded-sessions.js';
export * from './score-sessions.js';
export * from './site-tables.js';
