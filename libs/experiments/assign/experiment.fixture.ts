import type { Experiment } from '../file/experiment-schema.js';

/** A running experiment on half and half of all sessions, with what a test needs otherwise. */
export function experiment(changes: Partial<Experiment> = {}): Experiment {
  return {
    key: 'a-test',
    hypothesis: 'It matters',
    site: 'demo',
    kind: 'ab',
    unit: 'session',
    status: 'running',
    coverage: 1,
    variations: [{ key: 'control' }, { key: 'changed' }],
    metrics: { primary: 'click-through', guardrails: [], minimumEffect: 0.05, withinHours: 24 },
    ...changes,
  };
}
