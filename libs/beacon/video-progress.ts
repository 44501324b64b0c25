import type { Deed } from './deed.js';

/** Hundredths of a film that are worth an event while it plays; at a pause, and when the page goes, one is. */
export const STEP = 10;

/** @returns how much of the film was really played, in hundredths: the browser joins what overlaps and leaves out what was skipped. */
export const playedPercent = ({
  played,
  duration,
}: Pick<HTMLVideoElement, 'played' | 'duration'>): number => {
  let seconds = 0;
  for (let at = played.length; at--;) seconds += played.end(at) - played.start(at);
  // A live film has no duration to have a share of.
  return Math.min(100, Math.round((seconds / duration) * 100) || 0);
};

/** Percent that were told of each film. */
const told = new WeakMap<EventTarget, number>();

/** @returns what there is to tell of a film, undefined while that is less than a step more than was told last */
export const watchOf = (
  video: HTMLVideoElement,
  step: number,
  currentItem: () => string | undefined,
): Deed | undefined => {
  const percent = playedPercent(video);
  const before = told.get(video) ?? 0;
  // Less than was told is another film in the same element.
  if (percent < step + (before > percent ? 0 : before)) return undefined;
  told.set(video, percent);
  const item = video.closest<HTMLElement>('[data-freshet-item]')?.dataset['freshetItem'] ?? currentItem();
  return item ? { type: 'watch', item, progress: percent / 100 } : undefined;
};
