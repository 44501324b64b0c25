import { FreshetError, isId, isItem, isSite, LIMITS } from '#libs/contracts';

/** What a reader asked, checked. */
export interface RecommendationsQuery {
  readonly site: string;
  readonly session: string;
  readonly visitor: string | undefined;
  /** Items wanted, 1 to 100. */
  readonly limit: number;
  /** The item on the page. */
  readonly viewing: string | undefined;
  /** Id of an event that the answer should include. */
  readonly after: string | undefined;
  /** Longest wait for `after`, milliseconds. */
  readonly waitMs: number;
  readonly exclude: readonly string[];
}

/** A query string as Fastify parses it: a parameter that repeats is a list. */
export type RawQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

interface QueryProblem {
  readonly parameter: string;
  readonly message: string;
}

const SITE_RULE = `must be 1 to ${LIMITS.siteCharsMax} of a-z 0-9 -, not starting with -`;
const ID_RULE = `must be ${LIMITS.idCharsMin} to ${LIMITS.idCharsMax} of A-Z a-z 0-9 _ -`;
const ITEM_RULE = `must be 1 to ${LIMITS.itemBytesMax} bytes of UTF-8 without control characters`;
const WHOLE_NUMBER = /^\d{1,9}$/;

/**
 * Checks a query by hand, because this is the hot route. Parameters that Freshet does not know are ignored, so that a
 * cache buster does no harm.
 * @throws FreshetError FRESHET_QUERY_INVALID with every problem in its details.
 */
export function parseRecommendationsQuery(raw: RawQuery, defaultSite: string): RecommendationsQuery {
  const reader = new QueryReader(raw);
  const query = {
    site: reader.text('site', isSite, SITE_RULE) ?? defaultSite,
    session: reader.required('session', isId, ID_RULE),
    visitor: reader.text('visitor', isId, ID_RULE),
    limit: reader.wholeNumber('limit', LIMITS.slateItemsMin, LIMITS.slateItemsMax, LIMITS.slateItemsDefault),
    viewing: reader.text('viewing', isItem, ITEM_RULE),
    after: reader.text('after', isId, ID_RULE),
    waitMs: reader.wholeNumber('wait', 0, LIMITS.waitMsMax, 0),
    exclude: reader.list('exclude', isItem, ITEM_RULE, LIMITS.excludeItemsMax),
  };
  if (reader.problems.length > 0) {
    const summary = reader.problems.map((problem) => problem.message).join('; ');
    throw new FreshetError('FRESHET_QUERY_INVALID', `${summary}.`, { details: reader.problems });
  }
  return query;
}

/** Reads parameters one by one and remembers what was wrong with them. */
class QueryReader {
  readonly problems: QueryProblem[] = [];

  constructor(private readonly raw: RawQuery) {}

  text(name: string, valid: (text: string) => boolean, rule: string): string | undefined {
    const value = this.raw[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && valid(value)) return value;
    this.refuse(name, typeof value === 'string' ? rule : 'was given more than once');
    return undefined;
  }

  required(name: string, valid: (text: string) => boolean, rule: string): string {
    if (this.raw[name] === undefined) this.refuse(name, `is missing: it ${rule}`);
    return this.text(name, valid, rule) ?? '';
  }

  wholeNumber(name: string, min: number, max: number, otherwise: number): number {
    const inRange = (text: string): boolean =>
      WHOLE_NUMBER.test(text) && Number(text) >= min && Number(text) <= max;
    return Number(this.text(name, inRange, `must be a whole number from ${min} to ${max}`) ?? otherwise);
  }

  list(name: string, valid: (text: string) => boolean, rule: string, max: number): readonly string[] {
    const value = this.raw[name] ?? [];
    const texts = typeof value === 'string' ? [value] : value;
    if (texts.length > max) this.refuse(name, `may be given ${max} times at most`);
    if (!texts.every(valid)) this.refuse(name, rule);
    return texts;
  }

  private refuse(parameter: string, rule: string): void {
    this.problems.push({ parameter, message: `${parameter} ${rule}` });
  }
}
