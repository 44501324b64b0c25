export * from './open-session-store.js';
export * from './session-store.js';

export { isAtOrBeyond } from './watermark-order.js';
