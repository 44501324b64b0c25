import { FreshetError } from '#libs/contracts';
import { refuseForeignOrigin, type SiteRegistry } from '#libs/runtime';

/**
 * Lets a reader ask about a site.
 * @param origin of the page that asks; undefined for a server.
 * @throws FreshetError FRESHET_SITE_UNKNOWN, FRESHET_ORIGIN_REFUSED
 */
export function admitReader(sites: SiteRegistry, site: string, origin: string | undefined): void {
  if (!sites.has(site)) {
    throw new FreshetError(
      'FRESHET_SITE_UNKNOWN',
      `There is no site ${site}. Add it to config/freshet.yaml, or import something for it.`,
    );
  }
  refuseForeignOrigin(sites, site, origin);
}
