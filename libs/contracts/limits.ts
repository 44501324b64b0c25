/** Every limit that a sender, a reader or an operator can run into, in one place. */
export const LIMITS = {
  /** Events a batch may hold. */
  batchEventsMax: 100,
  /** Most events a sender may say that it dropped: beyond what any could have made, so that telling never fails. */
  droppedEventsMax: 1e9,
  /** Bytes of a request body on the collector. */
  batchBytesMax: 256 * 1024,
  /** Characters of a site's name. */
  siteCharsMax: 32,
  /** Characters of a session, visitor, user, slate or event id. */
  idCharsMin: 8,
  idCharsMax: 64,
  /** Bytes of UTF-8 of an item. */
  itemBytesMax: 256,
  /** Characters of a custom event's name. */
  eventNameCharsMax: 64,
  /** Characters of `page` and `referrer`. */
  urlCharsMax: 2048,
  /** Largest position in a slate, from 0. */
  slatePositionMax: 999,
  /** Most an event may be worth, in the site's own currency. */
  eventValueMax: 1e9,
  /** Most units a purchase may hold. */
  eventQuantityMax: 1e6,
  /** Earliest and latest `ts` accepted, milliseconds since 1970: 1 January 1970 and 2100. */
  timestampMsMin: 0,
  timestampMsMax: 4_102_444_800_000,
  /** Items in an answer. */
  slateItemsMin: 1,
  slateItemsDefault: 20,
  slateItemsMax: 100,
  /** Longest a reader may wait for its `after` event, milliseconds. */
  waitMsMax: 100,
  /** Items that `exclude` may name. */
  excludeItemsMax: 200,
  /** Bytes of one record on the event log. */
  recordBytesMax: 64 * 1024,
  /** A client clock further off than this is corrected, milliseconds. */
  clockSkewMsMax: 60_000,
  /** Interactions a session state holds; older ones are forgotten. */
  sessionInteractionsMax: 50,
  /** Event ids a session remembers; never fewer than the largest batch. */
  recentEventIdsMax: 128,
  /** Bytes of an encoded session state, whatever its session did. */
  sessionStateBytesMax: 16 * 1024,
} as const;
