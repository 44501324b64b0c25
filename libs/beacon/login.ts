import { hexOf } from './hex.js';

/** @returns SHA-256 of site, line feed and login in 64 hexadecimal digits. Rejects where the page is no secure context. */
export const hashLogin = async (site: string, login: string): Promise<string> =>
  hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${site}\n${login}`))));
