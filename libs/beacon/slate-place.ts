/** Where an item stands on the page's slates. */
export interface SlatePlace {
  readonly slate: string;
  readonly item: string;
  /** From 0. */
  readonly position: number;
}

export const SLATE = '[data-freshet-slate]';
export const SLATE_ITEM = `${SLATE} [data-freshet-item]`;

/** @returns the place of a marked item, undefined where it stands in no slate that has an id */
export function placeOf(element: HTMLElement, container: HTMLElement | null): SlatePlace | undefined {
  const { freshetItem: item, freshetPosition } = element.dataset;
  const slate = container?.dataset['freshetSlate'];
  if (!item || !slate) return undefined;
  const order = [...container.querySelectorAll('[data-freshet-item]')].indexOf(element);
  return { slate, item, position: Number(freshetPosition ?? order) };
}
