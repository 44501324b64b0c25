import { METRICS, type MetricName } from './metrics.js';

const PERCENT_FORMAT = new Intl.NumberFormat('en', { maximumSignificantDigits: 2, useGrouping: false });
const MANY = 1000;

/** @returns a share in percent, two digits that count: `4.2 %`, `-12 %`. */
export function percent(share: number): string {
  const value = share * 100;
  const text = Math.abs(value) >= MANY ? Math.round(value).toString() : PERCENT_FORMAT.format(value);
  return `${text === '-0' ? '0' : text} %`;
}

/** @returns how a shop owner calls a metric. */
export function labelOf(metric: MetricName): string {
  return METRICS.find(({ name }) => name === metric)?.label ?? metric;
}
