/** @returns SHA-256 of site, line feed and login in 64 hexadecimal digits. Rejects where the page is no secure context. */
export const hashLogin = async (site: string, login: string): Promise<string> => {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${site}\n${login}`));
  return [...new Uint8Array(hash)].map((byte) => (byte + 256).toString(16).slice(1)).join('');
};
