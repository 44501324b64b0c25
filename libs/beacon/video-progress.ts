import { listen } from './guest.js';

/** Shares of the film that are worth telling as they are reached. */
const MILESTONES = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99];
/** A pause is worth telling when so much more was played. */
const PAUSE_STEP = 0.01;

interface Film {
  readonly source: string;
  readonly item: string | undefined;
  /** Shares of it. */
  told: number;
  played: number;
}

/** @returns the share of the film that was really played, 0 to 1: the browser joins what overlaps and leaves out what was skipped. */
export function playedShare(
  ranges: Pick<TimeRanges, 'length' | 'start' | 'end'>,
  durationSeconds: number,
): number {
  let seconds = 0;
  for (let index = 0; index < ranges.length; index++) seconds += ranges.end(index) - ranges.start(index);
  // The last frame's end and the duration differ a little; a live film has no duration to have a share of.
  const share = Math.round((seconds / durationSeconds) * 1000) / 1000 || 0;
  return Math.min(share, 1);
}

/** @returns whether the way from what was told to what was played passes a milestone, or is worth telling at a pause. */
export function isWorthTelling(told: number, share: number, pausing: boolean): boolean {
  return (
    (pausing && share - told >= PAUSE_STEP) ||
    MILESTONES.some((milestone) => told < milestone && milestone <= share)
  );
}

/**
 * How much of the films was played.
 * @returns to be called when the page has changed, and with true when it may be gone in a moment: tells what was played since
 * the last time, of films that are gone too.
 */
export function watchVideos(
  pageItem: () => string | undefined,
  send: (item: string, progress: number) => void,
): (leaving: boolean) => void {
  const films = new Map<HTMLVideoElement, Film>();

  const tell = (film: Film, pausing: boolean): void => {
    if (!film.item || !isWorthTelling(film.told, film.played, pausing)) return;
    film.told = film.played;
    send(film.item, film.played);
  };
  const look = (video: HTMLVideoElement, pausing: boolean): void => {
    const source = video.currentSrc;
    let film = films.get(video);
    if (film?.source !== source) {
      if (film) tell(film, true);
      const item = video.closest<HTMLElement>('[data-freshet-item]')?.dataset['freshetItem'] ?? pageItem();
      film = { source, item, told: 0, played: 0 };
      films.set(video, film);
    }
    film.played = playedShare(video.played, video.duration);
    tell(film, pausing);
  };
  listen(document, 'timeupdate pause ended', ({ target, type }) => {
    if (target instanceof HTMLVideoElement) look(target, type !== 'timeupdate');
  });
  return (leaving) => {
    for (const video of films.keys()) {
      if (leaving || !video.isConnected) look(video, true);
      if (!video.isConnected) films.delete(video);
    }
  };
}
