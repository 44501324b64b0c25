import type { Evaluation, MethodScores } from '../../../apps/co-watch/index.js';
import { nameOfLength } from './list-plots.js';
import { grouped } from './page-text.js';
import { escaped } from '../page/escaped.js';

const MEASURED = ['hr5', 'hr10', 'hr20', 'mrr5', 'mrr10', 'mrr20', 'ndcg5', 'ndcg10', 'ndcg20'] as const;

/** Every figure of every method. */
export function measuresTable({ ours, parts, baselines }: Evaluation): string {
  const heads = [
    ...['HR', 'MRR', 'NDCG'].map((name) => `<th colspan="3" scope="colgroup">${name}, %</th>`),
    '<th rowspan="2" scope="col">shown of the catalogue, %</th>',
    '<th rowspan="2" scope="col">popular among shown, %</th>',
    '<th rowspan="2" scope="col">µs, p50</th>',
    '<th rowspan="2" scope="col">µs, p99</th>',
  ].join('');
  const cuts = MEASURED.map((measure) => `<th scope="col">@${measure.replace(/\D+/, '')}</th>`).join('');
  const rows = [ours, ...parts, ...baselines].map((method) => methodRow(method, method === ours)).join('\n');
  return `<table>
<thead><tr><th rowspan="2" scope="col">method</th>${heads}</tr><tr>${cuts}</tr></thead>
<tbody>
${rows}
</tbody>
</table>`;
}

function methodRow(
  { name, does, measures, spread, microsP50, microsP99 }: MethodScores,
  own: boolean,
): string {
  const cells = [
    ...MEASURED.map((measure) => inPercent(measures[measure])),
    inPercent(spread.coverage[20]),
    inPercent(spread.popular[20]),
    microsP50.toFixed(0),
    microsP99.toFixed(0),
  ].map((cell) => `<td>${cell}</td>`);
  return `<tr${own ? ' class="ours"' : ''}><th scope="row">${escaped(name)}<small>${escaped(does)}</small></th>${cells.join('')}</tr>`;
}

/** HR@20 and MRR@20 of every method by session length, and how many cases that is. */
export function lengthsTable({ ours, parts, baselines }: Evaluation): string {
  const groups = ours.byLength;
  const heads = groups
    .map(
      ({ from, to, cases }) =>
        `<th scope="col">${nameOfLength(from, to)}<small>${grouped(cases)} cases</small></th>`,
    )
    .join('');
  const rows = [ours, ...parts, ...baselines].map(({ name, byLength }) => {
    const cells = byLength.map(({ cases, hr20, mrr20 }) =>
      cases === 0 ? '<td>–</td>' : `<td>${inPercent(hr20)} / ${inPercent(mrr20)}</td>`,
    );
    return `<tr${name === ours.name ? ' class="ours"' : ''}><th scope="row">${escaped(name)}</th>${cells.join('')}</tr>`;
  });
  return `<table>
<thead><tr><th scope="col">HR@20 / MRR@20, %</th>${heads}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

function inPercent(share: number): string {
  return (share * 100).toFixed(1);
}
