import type { SlateFilters } from '#libs/blending';
import type { Override } from '#libs/experiments';
import type { SiteSettings } from '#libs/runtime';

/** What a site's configuration says of its slates, in the shape that choosing one takes. */
export interface SiteRules {
  readonly fixed: readonly string[];
  readonly filters: SlateFilters;
}

/** Settings are frozen for the life of a process, so each is translated once. */
const KNOWN = new WeakMap<SiteSettings, SiteRules>();

/**
 * @param exclude items that the reader named, besides the site's own.
 * @param override what an experiment has instead; items that it excludes come on top.
 */
export function siteRulesOf(
  settings: SiteSettings,
  exclude: readonly string[],
  override: Override['filters'] = NO_FILTERS_OVERRIDE,
): SiteRules {
  const rules = KNOWN.get(settings) ?? remembered(settings);
  if (exclude.length === 0 && override === NO_FILTERS_OVERRIDE) return rules;
  const { seen, current, excluded } = rules.filters;
  const filters = {
    seen: override.seen ?? seen,
    current: override.current ?? current,
    excluded: new Set([...excluded, ...exclude, ...(override.exclude ?? [])]),
  };
  return { ...rules, filters };
}

const NO_FILTERS_OVERRIDE: NonNullable<Override['filters']> = {};

function remembered(settings: SiteSettings): SiteRules {
  const { seen, current, exclude } = settings.filters;
  const rules = { fixed: settings.fixed, filters: { seen, current, excluded: new Set(exclude) } };
  KNOWN.set(settings, rules);
  return rules;
}
