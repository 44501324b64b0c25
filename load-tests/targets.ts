import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** What a throughput is held to; see targets.yaml. */
export interface ThroughputTargets {
  readonly ratioMin: number;
  readonly eventsPerCoreMin: number;
}

interface Targets {
  readonly collect: ThroughputTargets;
  readonly consume: ThroughputTargets;
}

export async function readTargets(): Promise<Targets> {
  return parse(await readFile(new URL('targets.yaml', import.meta.url), 'utf8')) as Targets;
}
