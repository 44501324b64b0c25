import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Colours come from the page's style, so that a plot follows light and dark. */
export const COLOURS = {
  ours: 'var(--accent)',
  others: 'var(--other)',
  quiet: 'var(--quiet)',
  rule: 'var(--rule)',
};

/** @returns the plot as SVG text; no browser is needed. @param label what it shows, for who cannot see it. */
export function drawPlot(label: string, options: Plot.PlotOptions): string {
  const page: unknown = parseHTML('<!doctype html><html><body></body></html>');
  const { document } = page as { readonly document: object };
  const place = { document, ariaLabel: label, className: 'plot' };
  const style = { background: 'none', fontSize: '12px', overflow: 'visible' };
  // Colours are meant as they stand.
  const plot: unknown = Plot.plot(Object.assign({ style, color: { type: 'identity' } }, options, place));
  return (plot as { readonly outerHTML: string }).outerHTML;
}
