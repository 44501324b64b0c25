import type { BeaconEvent, BeaconSettings, EventDetails, Freshet, Slate, SlateQuestion } from './api.js';

type Call = readonly unknown[];
declare global {
  interface Window {
    freshet?: unknown;
  }
}

const KNOWN = /^(view|cart|purchase|watch)$/;

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
}

function tell(name: string, detail: unknown): void {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Starts the beacon, once a page. */
export function startBeacon({ site, url, readUrl = url }: BeaconSettings): Freshet {
  const waiting: Call[] = (window.freshet as { q?: Call[] } | undefined)?.q ?? [];
  const session = (localStorage['freshet:session'] ??= randomId()) as string;
  const visitor = (localStorage['freshet:visitor'] ??= randomId()) as string;
  let after: string | undefined;

  function send(type: string, item: unknown, details: EventDetails = {}): void {
    const event = {
      ...details,
      ...(KNOWN.test(type) ? { type } : { type: 'custom', name: type }),
      ...(typeof item === 'string' && { item }),
      id: randomId(),
      session,
      visitor,
      ts: Date.now(),
      page: location.href,
    } as BeaconEvent;
    if (KNOWN.test(type) && event.item !== undefined) after = event.id;
    tell('freshet:event', event);
    const started = performance.now();
    const body = JSON.stringify({ site, sentAt: Date.now(), events: [event] });
    const answered = (status: number): void =>
      tell('freshet:sent', { events: [event], ms: performance.now() - started, status });
    fetch(`${url ?? ''}/v1/events`, { method: 'POST', body, keepalive: true, credentials: 'omit' }).then(
      (answer) => answered(answer.status),
      () => answered(0),
    );
  }

  async function recommend({ limit, viewing, exclude = [] }: SlateQuestion = {}): Promise<Slate> {
    const query = new URLSearchParams({ site, session, visitor, wait: '100' });
    if (limit !== undefined) query.set('limit', String(limit));
    if (viewing !== undefined) query.set('viewing', viewing);
    if (after !== undefined) query.set('after', after);
    for (const item of exclude) query.append('exclude', item);
    const answer = await fetch(`${readUrl ?? ''}/recommendations?${query}`, { credentials: 'omit' });
    if (!answer.ok) throw new Error(`freshet: no recommendations, status ${answer.status}`);
    return (await answer.json()) as Slate;
  }

  const freshet = (command: string, ...rest: unknown[]): unknown => {
    if (command === 'recommend') return recommend(rest[0] as SlateQuestion);
    if (command !== 'consent' && command !== 'identify')
      send(command, rest[0], rest[1] as EventDetails | undefined);
    return undefined;
  };
  window.freshet = freshet;
  const item = document.querySelector<HTMLElement>('[data-freshet-item]')?.dataset['freshetItem'];
  send('view', item);
  for (const [command, ...rest] of waiting) freshet(String(command), ...rest);
  return freshet as Freshet;
}
