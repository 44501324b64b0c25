import type { StackAddresses } from '../../tools/stack/stack.js';
import type { MeasuredSite } from './measured-site.js';

/** A scenario, as a user would ask for it on the command line. */
export interface Step {
  readonly scenario: string;
  readonly args: readonly string[];
}

/** What starts all that it measures: nothing else runs meanwhile. */
export function stepsAlone(site: MeasuredSite, isFull: boolean): Step[] {
  const sessions = site.sessions === undefined ? [] : ['--sessions', site.sessions];
  return [
    ...(site.sessions === undefined
      ? []
      : [{ scenario: 'scoring', args: ['--data', site.data, '--site', site.name, ...sessions] }]),
    { scenario: 'collect', args: ['--rounds', '5'] },
    { scenario: 'consume', args: isFull ? [] : ['--events', '400', '--rounds', '3'] },
    { scenario: 'start', args: [] },
    {
      scenario: 'build',
      // A million is the least of a history whose counting has a target; building their tables takes too long here.
      args: isFull
        ? ['--events', '1000000,3000000,10000000']
        : ['--events', '300000', '--counted', '1000000'],
    },
    ...(isFull ? [{ scenario: 'catalogue', args: [] }] : []),
  ];
}

/** What is measured on the stack. */
export function stepsOnStack(site: MeasuredSite, stack: StackAddresses, isFull: boolean): Step[] {
  const { url, recommender, redis, sessionState, collector } = stack;
  const sessions = site.sessions === undefined ? [] : ['--sessions', site.sessions];
  const metrics = [
    '--metrics',
    `session-state=${sessionState}`,
    `recommender=${recommender}`,
    `collector=${collector}`,
  ];
  const deployment = ['--url', url, ...metrics, '--site', site.name, ...sessions];
  const control = ['--control-data', site.data, '--control-redis', redis];
  return [
    {
      scenario: 'read',
      args: [
        ...['--url', url, '--read-url', recommender, '--site', site.name, '--duration', '2'],
        ...sessions,
        ...control,
      ],
    },
    // Five rounds tell an interval, three do not.
    { scenario: 'freshness', args: [...deployment, '--rounds', '5', '--seconds', '9'] },
    ...(isFull ? [{ scenario: 'staircase', args: deployment }] : []),
    { scenario: 'click-to-slate', args: ['--url', url, '--clicks', '50'] },
    { scenario: 'page-cost', args: ['--url', url, '--rounds', '5'] },
  ];
}
