export * from './open-session-store.js';
export * from './session-store.js';
export type { StoreNotice, StoreNoticeListener } from './store-notice.js';
export { isAtOrBeyond } from './watermark-order.js';
