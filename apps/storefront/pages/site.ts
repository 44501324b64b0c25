import type { Film } from '#libs/demo';
import type { FilmShelf } from '../catalogue/film-shelf.js';

/** What every page is made from. */
export interface Site {
  readonly shelf: FilmShelf;
  /** Address of the service without the final slash; empty where this site and the service have one origin. */
  readonly serviceUrl: string;
  /** Address of one of the site's own files. */
  readonly file: (name: string) => string;
  readonly posterOf: (film: Film) => string;
  readonly backdropOf: (film: Film) => string;
  /** Whether a film's backdrop is a dark one, as light words want it. */
  readonly isDark: (film: Film) => boolean;
}

/** Pages of a long list show this many films. */
export const PAGE_FILMS = 36;

/** "1989 · Horror, Mystery" */
export function factsOf({ year, genres }: Film): string {
  return `${year} · ${genres.slice(0, 2).join(', ')}`;
}

/** "1 h 44 min" */
export function runningTime(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

/** The short clip of a genre. */
export function clipOf({ genres }: Film): string {
  return `/clips/${(genres[0] ?? '').toLowerCase().replace(/ /g, '-')}.webm`;
}
