/** What a card shows of a film. */
export type CardFacts = Readonly<Record<'title' | 'facts' | 'poster' | 'url', string>>;

const known = new Map<string, CardFacts>();

/** Facts of films, each asked of the site once a page. What the site does not know is left out. */
export async function lookUpFilms(items: readonly string[]): Promise<Record<string, CardFacts>> {
  const missing = items.filter((item) => !known.has(item));
  if (missing.length > 0) {
    const query = new URLSearchParams(missing.map((item) => ['item', item]));
    const answer = await fetch(`/films.json?${query.toString()}`);
    if (!answer.ok) throw new Error(`The films can't be looked up, status ${answer.status}`);
    learnFilms((await answer.json()) as Record<string, CardFacts>);
  }
  return Object.fromEntries(
    items.flatMap((item) => {
      const facts = known.get(item);
      return facts ? [[item, facts]] : [];
    }),
  );
}

export function learnFilms(films: Readonly<Record<string, CardFacts>>): void {
  for (const [item, facts] of Object.entries(films)) known.set(item, facts);
}

/** @returns a film's title, or its id until more is known of it. */
export function titleOf(item: string): string {
  return known.get(item)?.title ?? item;
}
