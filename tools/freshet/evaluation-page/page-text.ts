import { basename } from 'node:path';
import type { ComparedScores, Evaluation } from '../../../apps/co-watch/index.js';

export function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)}\u00a0%`;
}

export function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** What was learned from, and on what it was tried; files by their names alone, since a page travels. */
export function describeSource({ source, sessions, cases, protocol }: Evaluation): string {
  const tried = `${grouped(cases)} cases of ${grouped(sessions)} sessions, by the ${protocol} protocol`;
  if (!('site' in source))
    return `Learned from ${basename(source.train)}, tried on ${basename(source.test)}: ${tried}.`;
  const since =
    source.cutoff === null ? '' : ` of ${source.cutoff.slice(0, 16).replace('T', ' ')} UTC and later`;
  return `Learned from ${grouped(source.trainSessions)} sessions of ${source.site}, tried on its newest${since}: ${tried}.`;
}

/** What personalising is worth, in a sentence or two. */
export function verdictOf({ ours, baselines, cases }: Evaluation): string {
  if (cases === 0) return 'There was nothing to predict.';
  const hits = `The next item was among the first 20 in ${percent(ours.measures.hr20)} of cases`;
  const interval = ours.intervals
    ? ` (95\u00a0%: ${(ours.intervals.hr20.low * 100).toFixed(1)} to ${percent(ours.intervals.hr20.high)})`
    : '';
  return [`${hits}${interval}.`, ...against(bestOf(baselines)), ...against(popularOf(baselines))].join(' ');
}

function against(baseline: ComparedScores | undefined): string[] {
  const advantage = baseline?.advantage?.hr20;
  if (!baseline || !advantage) return [];
  const points = `${Math.abs(advantage.mean * 100).toFixed(1)} points`;
  const interval = `95\u00a0%: ${inPoints(advantage.low)} to ${inPoints(advantage.high)}`;
  if (advantage.low > 0) return [`That is ${points} more than ${baseline.name} reaches (${interval}).`];
  if (advantage.high < 0) return [`That is ${points} less than ${baseline.name} reaches (${interval}).`];
  return [`These sessions cannot tell it from ${baseline.name} (${interval} points).`];
}

function inPoints(share: number): string {
  return `${share < 0 ? '−' : ''}${Math.abs(share * 100).toFixed(1)}`;
}

function bestOf(baselines: readonly ComparedScores[]): ComparedScores | undefined {
  return baselines.toSorted((a, b) => b.measures.hr20 - a.measures.hr20)[0];
}

function popularOf(baselines: readonly ComparedScores[]): ComparedScores | undefined {
  const popular = baselines.find(({ name }) => name === 'popular');
  return popular === bestOf(baselines) ? undefined : popular;
}
