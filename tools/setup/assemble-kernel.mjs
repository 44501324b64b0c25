/**
 * Assembles libs/blending/scoring-kernel.wat into the module that holds its bytes. To be run after each change of the text; a spec
 * says so where it was forgotten. Done here and not when a service starts: assembling takes longer than starting may.
 */
import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import assembler from 'wabt';
import { projectFolder } from './project-folder.mjs';

const folder = join(projectFolder, 'libs/blending');
const wabt = await assembler();
const text = await readFile(join(folder, 'scoring-kernel.wat'), 'utf8');
const parsed = wabt.parseWat('scoring-kernel.wat', text, { simd: true, threads: true });
const bytes = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
await writeFile(
  join(folder, 'scoring-kernel.bytes.ts'),
  `/** scoring-kernel.wat, assembled by tools/setup/assemble-kernel.mjs. */\nexport const SCORING_KERNEL =\n  '${bytes}';\n`,
);
