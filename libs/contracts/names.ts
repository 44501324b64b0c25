/** What an event log holds: accepted events and tombstones, answered slates, and what could not be handled. */
export type LogTopic = 'events' | 'slates' | 'dead-letter';

export const LOG_TOPICS: readonly LogTopic[] = ['events', 'slates', 'dead-letter'];

/** Topics whose records stand for themselves: nobody needs those of a key in order, or in one partition. */
export const UNORDERED_TOPICS: readonly LogTopic[] = ['slates'];

/** Consumer groups: they read the same log and never wait for each other. */
export const CONSUMER_GROUPS = {
  sessionState: 'freshet-session-state',
  archiver: 'freshet-archiver',
} as const;

/** A session of a site. Two sites may use the same session id and never share anything. */
export interface SessionRef {
  readonly site: string;
  readonly session: string;
}

/** Record key: keeps a session's records in order, in one partition. A site has no colon, so it is unambiguous. */
export function logKeyOf({ site, session }: SessionRef): string {
  return `${site}:${session}`;
}
