import { z } from 'zod';
import type { Comparison } from '../comparison.js';
import type { Chart } from '../outcome.js';
import type { Machine } from './machine.js';

export const RUN_FORMAT = 1;

/** A run as its JSON file keeps it: everything that its page and a comparison with another run need. */
export interface RunRecord {
  readonly format: typeof RUN_FORMAT;
  readonly scenario: string;
  /** As given on the command line; no passwords. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly startedAt: string;
  readonly seconds: number;
  readonly machine: Machine;
  readonly comparisons: readonly Comparison[];
  readonly charts: readonly Chart[];
  readonly failures: Readonly<Record<string, number>>;
}

/** JSON has no NaN, by which a round says that it measured nothing. */
const measured = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);

/** What is checked of a file that claims to be a run: what a comparison reads. */
const readableSchema = z.looseObject({
  format: z.literal(RUN_FORMAT),
  scenario: z.string(),
  startedAt: z.string(),
  machine: z.looseObject({ processor: z.string(), cores: z.number() }),
  comparisons: z.array(
    z.looseObject({
      figure: z.string(),
      values: z.array(measured).min(1),
      controls: z.array(measured).optional(),
    }),
  ),
});

/**
 * @param name of the file, for the message.
 * @throws Error when the text is no run that this version of Freshet reads.
 */
export function parseRun(text: string, name: string): RunRecord {
  try {
    return readableSchema.parse(JSON.parse(text)) as unknown as RunRecord;
  } catch (fault) {
    const reason = fault instanceof z.ZodError ? z.prettifyError(fault) : String(fault);
    throw new Error(`${name} is no run of \`npm run load\`: ${reason}`, { cause: fault });
  }
}
