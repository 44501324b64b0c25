import { isId, isItem, isSite, LIMITS } from '#libs/contracts';
import { parseForce, type Force } from '#libs/experiments';
import { ID_RULE, QueryReader, SITE_RULE, type RawQuery } from './query-reader.js';

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
  /** A variation that a tester wants to see. */
  readonly force: Force | undefined;
  /** Whether a load test asks: statistics leave the slate out. */
  readonly isTest: boolean;
}

const FORCE_RULE = 'must be experiment:variation';
const isForce = (text: string): boolean => parseForce(text) !== undefined;
const isTrueOrFalse = (text: string): boolean => text === 'true' || text === 'false';
const ITEM_RULE = `must be 1 to ${LIMITS.itemBytesMax} bytes of UTF-8 without control characters`;

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
    force: parseForce(reader.text('force', isForce, FORCE_RULE) ?? ''),
    isTest: reader.text('test', isTrueOrFalse, 'must be true or false') === 'true',
    exclude: reader.list('exclude', isItem, ITEM_RULE, LIMITS.excludeItemsMax),
  };
  reader.end();
  return query;
}
