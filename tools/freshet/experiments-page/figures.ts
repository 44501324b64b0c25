import type { ExperimentReport } from '#libs/experiment-results';
import { labelOf, percent, type ReadOut } from '#libs/experiments/read-out';
import { intervalText, pText, valueText } from '../experiments/report-text.js';
import { escaped } from '../page/escaped.js';

type VariationReading = ReadOut['variations'][number];

/** Every figure of one variation beside the control. */
export function metricsTable(
  { readOut }: ExperimentReport,
  { key, units, readings }: VariationReading,
): string {
  const control = readOut?.control ?? { key: '', units: 0 };
  const heads = [
    `${control.key}<small>${control.units} units</small>`,
    `${key}<small>${units} units</small>`,
    'change',
    '95 %, every look',
    '95 %, one look',
    'p, one look',
  ];
  const rows = readings.map(({ metric, role, control: before, value, comparison, correctedPValue }) => {
    const cells = comparison
      ? [
          percent(comparison.uplift),
          intervalText(comparison.sequentialInterval),
          intervalText(comparison.interval),
          pText(correctedPValue ?? comparison.pValue),
        ]
      : ['too little data', '', '', ''];
    const all = [valueText(metric, before), valueText(metric, value), ...cells];
    const marked = role === 'primary' ? 'decides' : role === 'guardrail' ? 'guardrail' : '';
    return `<tr class="${role}"><th scope="row">${escaped(labelOf(metric))}<small>${marked}</small></th>${all.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
  });
  return table(heads, rows);
}

/** Who voted for which ranking. */
export function votesTable({ experiment, preference }: ExperimentReport): string {
  if (!preference) return '';
  const { votes, preference: found } = preference;
  const [first, second] = experiment.variations.map(({ key }) => key);
  const row = (name: string, cell: string): string =>
    `<tr><th scope="row">${escaped(name)}</th><td>${escaped(cell)}</td></tr>`;
  const rows = [
    row(`${experiment.unit}s for ${first ?? ''}`, `${votes.first}`),
    row(`${experiment.unit}s for ${second ?? ''}`, `${votes.second}`),
    row(`${experiment.unit}s that did not decide`, `${votes.undecided}`),
    ...(found
      ? [
          row(`share for ${second ?? ''}`, percent(found.share)),
          row('95 %, every look', intervalText(found.sequentialInterval)),
          row('95 %, one look', intervalText(found.interval)),
          row('p, one look', pText(found.pValue)),
        ]
      : []),
  ];
  return table(['votes'], rows);
}

/** @param heads of all columns but the first; keys of the experiments file, which need no escaping. */
function table(heads: readonly string[], rows: readonly string[]): string {
  const cells = heads.map((head) => `<th scope="col">${head}</th>`).join('');
  return `<table>\n<thead><tr><th></th>${cells}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`;
}
