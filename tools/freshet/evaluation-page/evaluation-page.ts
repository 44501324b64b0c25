import type { Evaluation } from '../../../apps/co-watch/index.js';
import { lengthPlot, rankPlot } from './list-plots.js';
import { advantagePlot, scorePlot, spreadPlot } from './method-plots.js';
import { lengthsTable, measuresTable } from './page-tables.js';
import { describeSource, grouped, percent, verdictOf } from './page-text.js';
import { escaped } from '../page/escaped.js';
import { htmlPage } from '../page/html-page.js';

/** An evaluation as one page of HTML that needs nothing beside itself. @param madeAt when. */
export async function evaluationPage(evaluation: Evaluation, madeAt: Date): Promise<string> {
  const body = `<header>
<h1>What comes next, and who guesses it</h1>
<p class="verdict">${escaped(verdictOf(evaluation))}</p>
<p>${escaped(describeSource(evaluation))}</p>
${notes(evaluation)}
</header>
<main>
${evaluation.cases === 0 ? '' : plots(evaluation)}
<section>
<h2>What was asked, of what</h2>
${facts(evaluation)}
</section>
<section>
<h2>All figures</h2>
<div class="wide">${measuresTable(evaluation)}</div>
<h3>By length of the session</h3>
<div class="wide">${lengthsTable(evaluation)}</div>
</section>
${howToRead(evaluation)}
</main>
<footer>Made by Freshet on ${madeAt.toISOString().slice(0, 16).replace('T', ' ')} UTC. Bootstrap: ${evaluation.bootstrap.resamples} resamples of whole sessions, seed ${evaluation.bootstrap.seed}.</footer>`;
  return htmlPage({ title: `Freshet evaluation: ${nameOf(evaluation)}`, body });
}

function plots(evaluation: Evaluation): string {
  const compared = evaluation.baselines.length > 0;
  return [
    section(
      compared ? 'Freshet beside simple methods' : 'Scores',
      'The share of cases whose next item is among 20, and the mean of 1 / its rank. Dots are means, lines 95 % intervals.',
      [scorePlot(evaluation, 'hr20'), scorePlot(evaluation, 'mrr20')],
    ),
    compared
      ? section(
          'What it is worth more',
          'Freshet less each method, on the same cases: an interval wholly right of 0 says that Freshet does better.',
          [advantagePlot(evaluation, 'hr20'), advantagePlot(evaluation, 'mrr20')],
        )
      : '',
    section(
      'How far down, and how early',
      'Left, the share of cases whose next item is among the first places. Right, among 20, by how many items the session had.',
      [rankPlot(evaluation), lengthPlot(evaluation)],
    ),
    section(
      'How broad',
      `Lists of 20: how much of the catalogue they show, and how many of their places go to the ${evaluation.popularItems} items of most sessions, which everybody could be shown.`,
      [spreadPlot(evaluation, 'coverage'), spreadPlot(evaluation, 'popular')],
    ),
  ].join('\n');
}

function section(title: string, says: string, figures: readonly string[]): string {
  const drawn = figures.map((figure) => `<figure>${figure}</figure>`).join('\n');
  return `<section>\n<h2>${escaped(title)}</h2>\n<p>${escaped(says)}</p>\n<div class="pair">\n${drawn}\n</div>\n</section>`;
}

function facts(evaluation: Evaluation): string {
  const { returns, popular, unknown, popularItems } = evaluation;
  const rows: readonly (readonly [string, string])[] = [
    [percent(returns), 'of next items had been in the session before'],
    [percent(popular), `of next items are among the ${popularItems} of most sessions`],
    [percent(unknown), 'of next items were never seen in training: nobody can guess them'],
    [
      grouped(evaluation.items),
      `items in the tables, learned from ${grouped(evaluation.trainEvents)} events`,
    ],
    [`${evaluation.buildSeconds.toFixed(1)} s`, 'from events to tables that answer'],
    [
      `${(evaluation.tableBytes / 1e6).toFixed(1)} MB`,
      `of tables, ${grouped(evaluation.bytesPerItem)} bytes an item`,
    ],
    [
      `${evaluation.microsP50.toFixed(0)} µs`,
      `for a slate at the median, ${evaluation.microsP99.toFixed(0)} µs at the 99th percentile`,
    ],
  ];
  const items = rows.map(([figure, says]) => `<dt>${figure}</dt><dd>${escaped(says)}</dd>`).join('');
  return `<dl>${items}</dl>`;
}

function notes({ notes }: Evaluation): string {
  return notes.map((note) => `<p class="note">${escaped(note)}</p>`).join('\n');
}

function howToRead({ protocol }: Evaluation): string {
  const rule =
    protocol === 'shop'
      ? 'The item on the page is never recommended, and cases in which it comes again are left out.'
      : 'Any item may be recommended, those of the session included.';
  return `<section>
<h2>How it is measured</h2>
<p>Every session is walked item by item. After each, every method lists up to 20 items out of the whole catalogue; a case is won where the item that
really came next is among them. ${rule} HR is the share of cases won, MRR the mean of 1 / rank, NDCG the mean of 1 / log2(rank + 1); a list without the item
counts 0. Intervals come from drawing whole sessions anew, the same for all methods.</p>
</section>`;
}

function nameOf({ source }: Evaluation): string {
  return 'site' in source ? source.site : 'recorded sessions';
}
