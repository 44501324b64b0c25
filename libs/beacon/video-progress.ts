import { currentItem } from './page-views.js';
import { ITEM } from './slate-place.js';
import { track } from './tracker.js';

/** Share of a film that is worth an event while it plays; when the page goes, one is. */
export const STEP = 0.1;
export const MOMENT = 0.01;

/** @returns how much of the film was really played, 0 to 1: the browser joins what overlaps and leaves out what was skipped. */
export const playedShare = ({ played, duration }: Pick<HTMLVideoElement, 'played' | 'duration'>): number => {
  let seconds = 0;
  for (let at = played.length; at--;) seconds += played.end(at) - played.start(at);
  // A live film has no duration to have a share of.
  return Math.min(1, +(seconds / duration).toFixed(2) || 0);
};

/** Remembers at the film itself which share was told. */
type Film = HTMLVideoElement & { freshet?: number };

/** Tells how much of a film was played, unless that is less than a step more than was told last. */
export const followFilm = (video: Film, step: number): void => {
  const progress = playedShare(video);
  const before = video.freshet ?? 0;
  // Less than was told is another film in the same element.
  if (progress < step + (before > progress ? 0 : before)) return;
  video.freshet = progress;
  const item = video.closest<HTMLElement>(ITEM)?.dataset['freshetItem'] ?? currentItem();
  if (item) track({ type: 'watch', item, progress });
};
