import type { Slate } from '../beacon/api.js';

/** What a template can show of an item, by the name its placeholders use: `data-freshet-text="title"` shows `title`. */
export type ItemFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Facts by item. An item that is missing, or whose facts fill nothing of the template, is left out of the list. */
export type ItemsFacts = Readonly<Record<string, ItemFacts | null | undefined>>;

/** Looks up the facts of items: a site's own catalogue, on the page or behind a request. May throw, may be slow. */
export type ItemsLookup = (items: readonly string[]) => ItemsFacts | Promise<ItemsFacts>;

/** `detail` of `freshet:slate`, which the element dispatches (it bubbles) once a slate stands in the document. */
export interface SlateShown {
  /** The service's answer; items without facts are in it too. */
  readonly slate: Slate;
  /**
   * Milliseconds from what made the element ask (the event leaving, an attribute changing) to the list standing in the
   * document. Time in which a pointer on the list held it back is included.
   */
  readonly ms: number;
}

/**
 * `<freshet-slate limit="8" viewing="m-17" exclude="m-17 m-18" budget="800">` with a `<template>` of one item inside. What
 * stands after the template is shown until there is a slate.
 */
export interface FreshetSlateElement extends HTMLElement {
  /** Where facts come from; without it, from every `<script type="application/json" data-freshet-items>` of the page. */
  items: ItemsLookup | null | undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'freshet-slate': FreshetSlateElement;
  }
  interface GlobalEventHandlersEventMap {
    'freshet:slate': CustomEvent<SlateShown>;
  }
}
