import type { ExperimentReport } from '#libs/experiment-results';
import { durationText, timeText } from '../experiments/report-text.js';
import { escaped } from '../page/escaped.js';
import { htmlPage } from '../page/html-page.js';
import { checksOf } from './checks.js';
import { changePlot, lookPlot, votePlot } from './experiment-plots.js';
import { metricsTable, votesTable } from './figures.js';

/** Experiments as one page of HTML that needs nothing beside itself. @param madeAt when. */
export async function experimentsPage(reports: readonly ExperimentReport[], madeAt: Date): Promise<string> {
  const keys = reports.map(({ experiment }) => experiment.key).join(', ');
  const body = `<main>
${reports.length === 0 ? '<h1>No experiment has begun</h1>' : reports.map(article).join('\n')}
${HOW_TO_READ}
</main>
<footer>Made by Freshet on ${timeText(madeAt.toISOString())}.</footer>`;
  return htmlPage({
    title: `Freshet experiments: ${keys === '' ? 'none' : keys}`,
    styles: [new URL('experiments.css', import.meta.url)],
    body,
  });
}

const DECISIONS = {
  keep: 'Keep it',
  stop: 'Stop the test',
  wait: 'Keep waiting',
  distrust: 'Do not trust these numbers',
} as const;

function article(report: ExperimentReport): string {
  const { experiment, verdict } = report;
  return `<article class="experiment">
<h1>${escaped(experiment.hypothesis)}</h1>
<p class="verdict decision ${verdict.decision}"><strong>${DECISIONS[verdict.decision]}</strong> ${escaped(verdict.sentence)}</p>
<p>${escaped(factsOf(report))}</p>
${report.from === null ? '' : figures(report)}
<section>
<h2>Can these numbers be trusted?</h2>
<ul class="checks">
${checksOf(report)
  .map(({ kind, text }) => `<li class="${kind}">${escaped(text)}</li>`)
  .join('\n')}
</ul>
</section>
</article>`;
}

function factsOf({ experiment, from, to, days }: ExperimentReport): string {
  const { key, site, status, kind, unit, variations, coverage } = experiment;
  const shared =
    kind === 'interleave'
      ? `${variations.map((variation) => variation.key).join(' and ')} share every slate`
      : `each ${unit} sees one of ${variations.map((variation) => variation.key).join(', ')}`;
  const seen =
    from === null || to === null
      ? 'Nobody has seen it yet.'
      : `Seen from ${timeText(from)} to ${timeText(to)}: ${durationText(days)}.`;
  return `${key} on ${site} is ${status}: ${shared}, ${Math.round(coverage * 100)} % of traffic takes part. ${seen}`;
}

function figures(report: ExperimentReport): string {
  if (report.experiment.kind === 'interleave') {
    return [
      section('Whose items do visitors click?', VOTES_SAY, votePlot(report)),
      section('How it came about', LOOKS_SAY, lookPlot(report)),
      `<section>\n<h2>All figures</h2>\n<div class="wide">${votesTable(report)}</div>\n</section>`,
    ].join('\n');
  }
  const tables = (report.readOut?.variations ?? []).map((variation) => metricsTable(report, variation));
  return [
    section('What changed', CHANGE_SAYS, changePlot(report)),
    section('How it came about', LOOKS_SAY, lookPlot(report)),
    `<section>\n<h2>All figures</h2>\n<div class="wide">${tables.join('\n')}</div>\n</section>`,
  ].join('\n');
}

function section(title: string, says: string, figure: string): string {
  return `<section>\n<h2>${escaped(title)}</h2>\n<p>${escaped(says)}</p>\n<figure>${figure}</figure>\n</section>`;
}

const CHANGE_SAYS =
  'Against the control, in percent of what the control does. The dot is what was seen; the truth is somewhere on the wide bar, and looking every day does not make that promise weaker. A bar wholly right of 0 is better, wholly left of 0 is worse, across 0 is not known yet.';
const LOOKS_SAY =
  'What each look on the way would have said of the measure that decides. The band narrows as more visitors come; the test is over once it leaves the line in the middle.';
const VOTES_SAY =
  'Two rankings fill one slate by turns, and a visitor who clicks more of one votes for it. A bar wholly on one side of 50 % says which is better.';

const HOW_TO_READ = `<section>
<h2>How to read this</h2>
<p>Who sees what is decided by a hash of an id, so nobody switches sides. Everybody counts once, however much they click, and from the first slate that
they saw. Clicks, carts, purchases and watching are credited to a slate within the hours that the experiment says.</p>
<p>Wide bars and bands hold with 95 % at every look together (an always-valid confidence sequence), so you may look every day and stop when
you like. The thin lines are the usual 95 % intervals, which hold for one look that was planned before the start. A guardrail is what must not get
worse: a variation that harms one is stopped, whatever else it does.</p>
</section>`;
