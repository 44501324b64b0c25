import { readFile } from 'node:fs/promises';
import assembler from 'wabt';
import { expect, it } from 'vitest';
import { SCORING_KERNEL } from './scoring-kernel.bytes.js';

it('scores with what its text says: else run tools/setup/assemble-kernel.mjs', async () => {
  const text = await readFile(new URL('scoring-kernel.wat', import.meta.url), 'utf8');
  const wabt = await assembler();
  const parsed = wabt.parseWat('scoring-kernel.wat', text, { simd: true, threads: true });
  expect(Buffer.from(parsed.toBinary({}).buffer).toString('base64')).toBe(SCORING_KERNEL);
  parsed.destroy();
});
