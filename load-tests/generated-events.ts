import type { ClickstreamEvent } from '#libs/contracts';
import { randomUUID } from 'node:crypto';
import type { OpenStep, Walkers } from './session-walks.js';

/**
 * Events of so many visitors at a time, who take turns: each session's events in order, others' in between. About what a beacon sends.
 * @param visitors how many events lie between two of one session.
 */
export function* generatedEvents(walkers: Walkers, visitors: number): Generator<ClickstreamEvent, never> {
  const open: OpenStep[] = [];
  for (;;) {
    const turn = open.length < visitors ? undefined : open.shift();
    if (turn) walkers.giveBack(turn);
    const next = walkers.take();
    open.push(next);
    yield eventOf(next);
  }
}

function eventOf({ session, step }: OpenStep): ClickstreamEvent {
  return {
    id: randomUUID(),
    session,
    visitor: `visitor-${session}`,
    ...step,
    ts: Date.now(),
    page: `https://www.example.org/films/${step.item ?? ''}`,
  };
}
