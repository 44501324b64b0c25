import { FreshetError, type Embed, type ErrorAnswer } from '#libs/contracts';

const TIMEOUT_MS = 5000;
/** Of nobody: asking about it changes nothing. */
const SOME_SESSION = 'embed-asks-for-its-site';

/**
 * The scripts that a running service has for pages.
 * @throws Error that says who did not answer, or not as Freshet does.
 */
export async function askForScripts(url: string): Promise<Embed> {
  const { status, body } = await ask(`${url}/embed.json`);
  if (status === 200 && isEmbed(body)) return body;
  throw new Error(
    `${url}/embed.json answered ${status}, and not as Freshet does. Name the front door, or the collector, by --url.`,
  );
}

/**
 * Where the service answers for sessions, it knows its sites.
 * @throws FreshetError FRESHET_SITE_UNKNOWN
 */
export async function requireSite(readUrl: string, site: string): Promise<void> {
  const { status, body } = await ask(`${readUrl}/sessions/${SOME_SESSION}?site=${site}`);
  const { error } = (body ?? {}) as Partial<ErrorAnswer>;
  if (status === 404 && error?.code === 'FRESHET_SITE_UNKNOWN')
    throw new FreshetError('FRESHET_SITE_UNKNOWN', error.message);
}

/** @returns the body undefined where it is not JSON. */
async function ask(url: string): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, body: jsonOf(await response.text()) };
  } catch (cause) {
    throw new Error(`${new URL(url).origin} can't be reached. Is the service running there?`, { cause });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isEmbed(body: unknown): body is Embed {
  const { beacon, widget } = (body ?? {}) as Partial<Record<keyof Embed, Partial<Embed['beacon']>>>;
  return [beacon, widget].every(
    (script) => typeof script?.url === 'string' && typeof script.integrity === 'string',
  );
}
