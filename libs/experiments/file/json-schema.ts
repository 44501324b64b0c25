import { z } from 'zod';
import { experimentsFileSchema } from './experiment-schema.js';

/** @returns the JSON Schema (2020-12) of the experiments file: config/experiments.schema.json, which editors check it with. */
export function experimentsJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(experimentsFileSchema, {
    target: 'draft-2020-12',
    io: 'input',
  });
  return { $schema, title: "Freshet's experiments", ...schema };
}
