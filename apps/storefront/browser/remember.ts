/** Keeps a choice in this browser, where it allows that. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`picture-house:${name}`, value);
  } catch {
    // Then it holds for this page only.
  }
}

/** What was kept for this tab, across its pages. */
export function recall(name: string): readonly unknown[] {
  try {
    return JSON.parse(sessionStorage.getItem(`picture-house:${name}`) ?? '[]') as unknown[];
  } catch {
    return [];
  }
}

export function keep(name: string, values: readonly unknown[]): void {
  try {
    sessionStorage.setItem(`picture-house:${name}`, JSON.stringify(values));
  } catch {
    // Then the next page begins with nothing.
  }
}
