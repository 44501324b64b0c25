import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { experimentsJsonSchema } from './json-schema.js';

const PUBLISHED = 'config/experiments.schema.json';

describe('The published schema of the experiments file', () => {
  /** `npx vitest run libs/experiments -u` publishes it anew. */
  it('is what the parser checks with', async () => {
    const text = await format(JSON.stringify(experimentsJsonSchema()), { parser: 'json', printWidth: 110 });
    await expect(text).toMatchFileSnapshot(`../../../${PUBLISHED}`);
  });

  it('accepts the delivered file and refuses a misspelt key, in any validator', () => {
    const validate = new Ajv2020().compile(JSON.parse(readFileSync(PUBLISHED, 'utf8')) as object);
    const content = parse(readFileSync('config/experiments.yaml', 'utf8')) as { experiments: object[] };
    expect(validate(content)).toBe(true);
    expect(validate({ experiments: [{ ...content.experiments[0], covrage: 1 }] })).toBe(false);
  });

  it('is named in the delivered file, for editors', () => {
    const [first] = readFileSync('config/experiments.yaml', 'utf8').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=./experiments.schema.json');
  });
});
