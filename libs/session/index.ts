export * from './advance.js';
export * from './encoding.js';
export * from './log-position.js';
export * from './recent-event-ids.js';
export * from './session-state.js';
