import type { Embed, EmbeddableScript } from '#libs/contracts';

/** What a page's tags say. */
export interface TagSettings {
  readonly site: string;
  /** Address of the service as pages reach it, without a slash at its end. */
  readonly url: string;
  /** Where recommendations are asked, if elsewhere. */
  readonly readUrl: string | undefined;
}

export interface ScriptTags {
  readonly beacon: string;
  readonly widget: string;
}

/** Tags that always load the present build. */
export function plainTags(settings: TagSettings): ScriptTags {
  return {
    beacon: tag(`${settings.url}/beacon.js`, pageAttributes(settings)),
    widget: tag(`${settings.url}/widget.js`, []),
  };
}

/** Tags that load one build, which the browser holds to its hash. */
export function pinnedTags(settings: TagSettings, { beacon, widget }: Embed): ScriptTags {
  const pinned = ({ url, integrity }: EmbeddableScript, attributes: readonly string[]): string =>
    tag(`${settings.url}${url}`, [attribute('integrity', integrity), 'crossorigin', ...attributes]);
  return { beacon: pinned(beacon, pageAttributes(settings)), widget: pinned(widget, []) };
}

/** The beacon talks to the origin that it was loaded from, unless it is told otherwise. */
function pageAttributes({ site, url, readUrl }: TagSettings): string[] {
  return [
    attribute('data-site', site),
    ...(new URL(url).pathname === '/' ? [] : [attribute('data-url', url)]),
    ...(readUrl === undefined || readUrl === url ? [] : [attribute('data-read-url', readUrl)]),
  ];
}

function tag(src: string, attributes: readonly string[]): string {
  return `<script ${['async', attribute('src', src), ...attributes].join(' ')}></script>`;
}

function attribute(name: string, value: string): string {
  return `${name}="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
}
