/** Nobody waits longer for an answer. */
const ANSWER_MS = 10_000;

/** A request without cookies, and not for ever. */
export const request = (url: string, options?: RequestInit): Promise<Response> =>
  fetch(url, { credentials: 'omit', signal: AbortSignal.timeout(ANSWER_MS), ...options });
