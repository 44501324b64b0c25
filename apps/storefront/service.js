/** The service as any site sees it: events go in, a slate comes back. Nothing here is private to the demo. */

const SITE = 'demo';
const SLATE_LIMIT = 12;
const WAIT_MS = 100;
/** An event that is not in the vector after this many waits is left to the next question. */
const ASKS_MAX = 5;
const SESSION_KEY = 'freshet-session';
/** Storage may be switched off; the session then lasts as long as the page. */
const memory = new Map();

/** @returns {string} the id of this tab's session, made when there is none yet. */
export function currentSession() {
  const known = remembered(SESSION_KEY);
  if (known) return known;
  return startSession();
}

/** @returns {string} the id of a session that nobody has seen. */
export function startSession() {
  const session = randomId();
  remember(SESSION_KEY, session);
  return session;
}

/**
 * Tells the service that a film was opened and, when it was found in a slate, that the slate was clicked.
 * @param {string} session
 * @param {string} item
 * @param {{ slate: string, position: number } | undefined} found
 * @returns {Promise<string>} the id of the view.
 */
export async function sendView(session, item, found) {
  const ts = Date.now();
  const page = location.href;
  const view = { id: randomId(), session, type: 'view', item, ts, page };
  const events = found
    ? [{ id: randomId(), session, type: 'click', item, ts, page, ...found }, view]
    : [view];
  const receipt = await answerOf(
    fetch('/v1/events', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ site: SITE, sentAt: ts, events }),
      keepalive: true,
    }),
  );
  const refused = receipt.rejected.find(({ index }) => index === events.length - 1);
  if (refused) throw new Error(refused.message);
  return view.id;
}

/**
 * @param {string} session
 * @param {{ after?: string, signal: AbortSignal }} options `after`: the event the slate should take into account.
 * @returns {Promise<object>} the slate.
 */
export async function askForSlate(session, { after, signal }) {
  const query = new URLSearchParams({ site: SITE, session, limit: String(SLATE_LIMIT) });
  if (after) {
    query.set('after', after);
    query.set('wait', String(WAIT_MS));
  }
  for (let asks = 1; ; asks++) {
    const slate = await answerOf(fetch(`/recommendations?${query}`, { signal }));
    if (!after || slate.after?.included || asks === ASKS_MAX) return slate;
  }
}

/** @returns {Promise<object[]>} the films of the demo site. */
export function loadCatalogue() {
  return answerOf(fetch('/demo/catalogue.json'));
}

async function answerOf(request) {
  const response = await request.catch((error) => {
    if (error.name === 'AbortError') throw error;
    throw new Error('The service does not answer. Is it running?', { cause: error });
  });
  const body = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body;
  throw new Error(body?.error?.message ?? `The service answered ${response.status}.`);
}

/** 128 random bits as 22 characters that every id field takes. `crypto.randomUUID` is missing on plain HTTP. */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function remembered(key) {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return memory.get(key);
  }
}

function remember(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    memory.set(key, value);
  }
}
