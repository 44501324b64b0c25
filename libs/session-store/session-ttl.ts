/** A session is forgotten this long after its last event, milliseconds. */
export const SESSION_TTL_MS_DEFAULT = 2 * 3_600_000;
