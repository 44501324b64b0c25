import type { SlateFilters } from '#libs/blending';
import type { SiteRegistry, SiteSettings } from '#libs/runtime';

/** What a site's configuration says of its slates, in the shape that choosing one takes. */
export interface SiteRules {
  readonly fixed: readonly string[];
  readonly filters: SlateFilters;
}

/** Remembers each site's rules: settings are frozen, so they are translated once. */
export class SiteRulesBook {
  private readonly rules = new WeakMap<SiteSettings, SiteRules>();

  constructor(private readonly sites: SiteRegistry) {}

  /** @param exclude items that the reader named, besides the site's own. */
  of(site: string, exclude: readonly string[]): SiteRules {
    const rules = this.rulesOf(this.sites.settingsOf(site));
    if (exclude.length === 0) return rules;
    const excluded = new Set([...rules.filters.excluded, ...exclude]);
    return { ...rules, filters: { ...rules.filters, excluded } };
  }

  private rulesOf(settings: SiteSettings): SiteRules {
    const known = this.rules.get(settings);
    if (known) return known;
    const { seen, current, exclude } = settings.filters;
    const rules = { fixed: settings.fixed, filters: { seen, current, excluded: new Set(exclude) } };
    this.rules.set(settings, rules);
    return rules;
  }
}
