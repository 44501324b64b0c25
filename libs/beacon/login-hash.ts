/** Base64url of the SHA-256 of site, line feed and login: 43 characters. Rejects where the page is no secure context. */
export async function hashLogin(site: string, login: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${site}\n${login}`);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return btoa(String.fromCharCode(...hash))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace('=', '');
}
