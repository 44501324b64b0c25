/** Who the visitor is to the site: only a hash of it is kept, and only in memory. */
export interface Login {
  /** @param name null or nothing when the visitor logs out */
  set(name: unknown): void;
  user(): string | undefined;
  /** Whether the hash is still being made. */
  isOpen(): boolean;
  settleNow(): void;
}

/** @returns base64url of the SHA-256 of site, line feed and login: 43 characters. Rejects where the page is no secure context. */
export async function hashLogin(site: string, login: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${site}\n${login}`);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return btoa(String.fromCharCode(...hash))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace('=', '');
}

/** @param onSettled what was done meanwhile can be told now. */
export function openLogin(site: string, onSettled: () => void): Login {
  let user: string | undefined;
  let names = 0;
  let open = false;

  const set = async (name: unknown): Promise<void> => {
    const mine = ++names;
    user = undefined;
    open = true;
    let hash: string | undefined;
    try {
      hash = name ? await hashLogin(site, String(name)) : undefined;
    } catch {
      // Without a secure context events go without it.
    }
    if (mine !== names) return;
    user = hash;
    open = false;
    onSettled();
  };
  return {
    set: (name) => void set(name),
    user: () => user,
    isOpen: () => open,
    settleNow: () => {
      open = false;
    },
  };
}
