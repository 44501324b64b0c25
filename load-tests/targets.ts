import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

/** `byInterval`: missed only where the interval of the rounds excludes it. Limits are included. */
const byInterval = z.literal(true).optional();
const targetSchema = z.union([
  z.strictObject({ valueMax: z.number(), byInterval }),
  z.strictObject({ valueMin: z.number(), byInterval }),
  z.strictObject({ ratioMax: z.number(), byInterval }),
  z.strictObject({ ratioMin: z.number(), byInterval }),
]);
const targetsSchema = z.record(z.string(), z.record(z.string(), targetSchema));

/** What is wanted of a figure, or of its ratio to the control's. */
export type Target = z.infer<typeof targetSchema>;

/** Targets of a scenario, by the name that targets.yaml gives the figure. */
export type Targets<K extends string> = Readonly<Record<K, Target>>;

/**
 * @param names of the figures that the scenario judges.
 * @throws Error when targets.yaml does not say something of each of them.
 */
export async function targetsOf<K extends string>(
  scenario: string,
  names: readonly K[],
): Promise<Targets<K>> {
  const file = new URL('targets.yaml', import.meta.url);
  const targets = targetsSchema.parse(parse(await readFile(file, 'utf8')))[scenario] ?? {};
  const missing = names.filter((name) => !targets[name]);
  if (missing.length > 0) throw new Error(`targets.yaml has no ${scenario}: ${missing.join(', ')}.`);
  return targets as Targets<K>;
}
