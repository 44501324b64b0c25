import type { SlateFilters } from '#libs/blending';
import type { SiteSettings } from '#libs/runtime';

/** What a site's configuration says of its slates, in the shape that choosing one takes. */
export interface SiteRules {
  readonly fixed: readonly string[];
  readonly filters: SlateFilters;
}

/** Settings are frozen for the life of a process, so each is translated once. */
const KNOWN = new WeakMap<SiteSettings, SiteRules>();

/** @param exclude items that the reader named, besides the site's own. */
export function siteRulesOf(settings: SiteSettings, exclude: readonly string[]): SiteRules {
  const rules = KNOWN.get(settings) ?? remembered(settings);
  if (exclude.length === 0) return rules;
  const excluded = new Set([...rules.filters.excluded, ...exclude]);
  return { ...rules, filters: { ...rules.filters, excluded } };
}

function remembered(settings: SiteSettings): SiteRules {
  const { seen, current, exclude } = settings.filters;
  const rules = { fixed: settings.fixed, filters: { seen, current, excluded: new Set(exclude) } };
  KNOWN.set(settings, rules);
  return rules;
}
