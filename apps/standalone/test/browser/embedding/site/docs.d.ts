/** What the snippets of docs/embedding.md export: the test writes them beside these sources, and checks the types of the whole. */
declare module '*/freshet' {
  export const freshet: (command: 'view', item: string) => void;
}

declare module '*/film-page' {
  import type { ReactNode } from 'react';

  export function FilmPage(props: { film: { id: string; title: string; price: number } }): ReactNode;
}

declare module '*/recommended' {
  import type { ReactNode } from 'react';

  export function Recommended(props: { viewing?: string }): ReactNode;
}
