import type { Comparison } from './comparison.js';
import { percentile } from './percentile.js';
import type { ThroughputTargets } from './targets.js';

/** What a program did in one round. */
export interface Round {
  readonly events: number;
  readonly seconds: number;
  /** Of the program alone: what it used of all cores. */
  readonly cpuSeconds: number;
}

/** Medians over the rounds. */
interface Throughput {
  readonly eventsPerSecond: number;
  /** Events a second of CPU time: what one core would do if it did nothing else. */
  readonly eventsPerCore: number;
}

/** A service beside its control. */
export interface Beside {
  readonly service: Throughput;
  readonly control: Throughput;
  /** Medians of the rounds' ratios: what slowed the whole machine for a round slowed both. */
  readonly ratio: number;
  readonly ratioPerCore: number;
}

interface Pair {
  readonly service: Throughput;
  readonly control: Throughput;
}

/** Measures both in turns, the one that begins changing from round to round, so that neither always has the warmer machine. */
export async function interleaved(
  rounds: number,
  measure: (program: 'service' | 'control') => Promise<Round>,
  onTurn: (done: number, turns: number) => void = () => undefined,
): Promise<Beside> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const turn = async (program: 'service' | 'control', nth: number): Promise<Throughput> => {
      const measured = throughputOf(await measure(program));
      onTurn(round * 2 + nth, rounds * 2);
      return measured;
    };
    if (round % 2 === 0) pairs.push({ service: await turn('service', 1), control: await turn('control', 2) });
    else pairs.push({ control: await turn('control', 1), service: await turn('service', 2) });
  }
  return mediansOf(pairs);
}

function throughputOf({ events, seconds, cpuSeconds }: Round): Throughput {
  return { eventsPerSecond: events / seconds, eventsPerCore: events / cpuSeconds };
}

function mediansOf(pairs: readonly Pair[]): Beside {
  const median = (value: (pair: Pair) => number): number => percentile(pairs.map(value), 0.5);
  const medians = (of: (pair: Pair) => Throughput): Throughput => ({
    eventsPerSecond: median((pair) => of(pair).eventsPerSecond),
    eventsPerCore: median((pair) => of(pair).eventsPerCore),
  });
  return {
    service: medians(({ service }) => service),
    control: medians(({ control }) => control),
    ratio: median(({ service, control }) => service.eventsPerSecond / control.eventsPerSecond),
    ratioPerCore: median(({ service, control }) => service.eventsPerCore / control.eventsPerCore),
  };
}

/** @returns what is told of a service beside its control: by the clock, by CPU time, and what one core does. */
export function comparisonsOf(
  name: string,
  { service, control, ratio, ratioPerCore }: Beside,
  { ratioMin, eventsPerCoreMin }: ThroughputTargets,
): Comparison[] {
  return [
    {
      figure: `${name}, events/s`,
      value: service.eventsPerSecond,
      control: control.eventsPerSecond,
      ratio,
      target: { ratioMin },
    },
    {
      figure: `${name}, events per CPU second`,
      value: service.eventsPerCore,
      control: control.eventsPerCore,
      ratio: ratioPerCore,
      target: { ratioMin },
    },
    {
      figure: `${name}, events/s on one core`,
      value: service.eventsPerCore,
      control: null,
      target: { valueMin: eventsPerCoreMin },
    },
  ];
}
