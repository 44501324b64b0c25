import type { Comparison } from './comparison.js';
import { targetsOf } from './targets.js';

/** What a program did in one round. */
export interface Round {
  readonly events: number;
  readonly seconds: number;
  /** Of the program alone: what it used of all cores. */
  readonly cpuSeconds: number;
}

/** A service beside its control, round by round. */
export type Beside = Readonly<Record<'service' | 'control', readonly Round[]>>;

/** @returns what is told of a service beside its control: by the clock, by CPU time, and what one core does. */
export async function throughputComparisons(
  scenario: string,
  name: string,
  { service, control }: Beside,
): Promise<Comparison[]> {
  const names = ['eventsPerSecond', 'eventsPerCpuSecond', 'eventsPerCore'] as const;
  const targets = await targetsOf(scenario, names);
  const perSecond = (rounds: readonly Round[]): number[] =>
    rounds.map((round) => round.events / round.seconds);
  const perCpuSecond = (rounds: readonly Round[]): number[] =>
    rounds.map((round) => round.events / round.cpuSeconds);
  return [
    {
      figure: `${name}, events/s`,
      values: perSecond(service),
      controls: perSecond(control),
      target: targets.eventsPerSecond,
    },
    {
      figure: `${name}, events per CPU second`,
      values: perCpuSecond(service),
      controls: perCpuSecond(control),
      target: targets.eventsPerCpuSecond,
    },
    {
      // A second of CPU time is what one core does in a second, if it does nothing else.
      figure: `${name}, events/s on one core`,
      values: perCpuSecond(service),
      target: targets.eventsPerCore,
    },
  ];
}
