import { escaped } from '../../tools/freshet/page/escaped.js';
import { heldText, type Row } from '../comparison.js';

const HEADS = ['value', 'control', 'ratio', '95 %', 'target', ''];

/** @returns HTML: one row a figure, beside its control's. */
export function figuresTable(rows: readonly Row[]): string {
  const heads = HEADS.map((head) => `<th scope="col">${head}</th>`).join('');
  return `<table>\n<thead><tr><th></th>${heads}</tr></thead>\n<tbody>\n${rows.map(lineOf).join('\n')}\n</tbody>\n</table>`;
}

function lineOf({ figure, value, control, ratio, interval, target, ...judged }: Row): string {
  const cells = [
    value?.toLocaleString('en') ?? '-',
    control?.toLocaleString('en') ?? '',
    ratio?.toLocaleString('en') ?? '',
    interval ? `${interval[0].toLocaleString('en')} to ${interval[1].toLocaleString('en')}` : '',
    target ?? '',
    heldText(judged).toLowerCase(),
  ];
  const { held, blurred } = judged;
  const kind = held === null || blurred ? '' : held ? 'held' : 'missed';
  return `<tr class="${kind}"><th scope="row">${escaped(figure)}</th>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
}
