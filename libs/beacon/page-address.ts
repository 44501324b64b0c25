const URL_CHARS_MAX = 2048;

/** What makes an address a page of its own: not the place on the page, unless a router keeps its path there. */
export const pageOf = (address: string): string =>
  address.replace(/#([^!/].*)?$/, '').slice(0, URL_CHARS_MAX);
