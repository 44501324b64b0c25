import type { Comparison } from './comparison.js';
import type { Outcome } from './outcome.js';
import { gzippedBytes, visitPages, type VisitCost, type VisitOptions } from './page-visits.js';
import { targetsOf } from './targets.js';

/** What beacon and widget cost a page: their bytes, and what visits with and without them measure in a real browser. */
export async function measurePageCost(options: VisitOptions): Promise<Outcome> {
  const targets = await targetsOf('page-cost', [
    'beaconBytes',
    'widgetBytes',
    'longestTaskMs',
    'layoutShift',
  ]);
  const { url } = options;
  const sizes: Comparison[] = [
    {
      figure: 'beacon.js, bytes gzipped',
      values: [await gzippedBytes(`${url}/beacon.js`)],
      target: targets.beaconBytes,
    },
    {
      figure: 'widget.js, bytes gzipped',
      values: [await gzippedBytes(`${url}/widget.js`)],
      target: targets.widgetBytes,
    },
  ];
  const { none: empty, 'three lines': least, ...others } = await visitPages(options);
  const visits = Object.entries(others).flatMap(([guests, costs]): Comparison[] => {
    const compared = (name: keyof VisitCost, figure: string, controls: readonly VisitCost[]): Comparison => ({
      figure: `${figure}, ${guests}`,
      values: costs.map((cost) => cost[name]),
      controls: controls.map((cost) => cost[name]),
    });
    return [
      {
        ...compared('longestTaskMs', 'longest task, ms', least),
        ...(guests === 'beacon' && { target: targets.longestTaskMs }),
      },
      compared('allTasksMs', 'all tasks of a visit, ms', least),
      { ...compared('layoutShift', 'layout shift', empty), target: targets.layoutShift },
      compared('firstPaintMs', 'first contentful paint, ms', empty),
    ];
  });
  return { comparisons: [...sizes, ...visits], charts: [], failures: {} };
}
