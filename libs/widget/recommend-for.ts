import type { Freshet, Slate, SlateQuestion } from '../beacon/api.js';

/** Before the beacon is there, `freshet` is at best the page's stub, which leaves its calls in `q`. */
type Stub = Freshet & { readonly q?: unknown[] };

function questionOf(element: Element): SlateQuestion {
  const limit = element.getAttribute('limit');
  const viewing = element.getAttribute('viewing');
  const exclude = element.getAttribute('exclude')?.match(/\S+/g);
  return {
    ...(limit && { limit: Number(limit) }),
    ...(viewing && { viewing }),
    ...(exclude && { exclude }),
  };
}

/**
 * Asks the beacon for the slate that an element's attributes describe.
 * @returns undefined while there is no beacon.
 */
export function recommendFor(element: Element): Promise<Slate> | undefined {
  const { freshet } = window as { freshet?: Stub };
  const answer = freshet?.('recommend', questionOf(element));
  // What the stub keeps is asked when nobody waits for it any more.
  return freshet?.q?.pop() ? undefined : answer;
}
