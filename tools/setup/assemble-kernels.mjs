/**
 * Assembles the WebAssembly kernels into the modules that hold their bytes; with `--check` it only says where they are not those of their text.
 * Done here and not when a service starts: assembling takes longer than starting may.
 */
import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import assembler from 'wabt';
import { projectFolder } from './project-folder.mjs';

/** Where the text is, but for its ending, and what its bytes are exported as. */
const KERNELS = [
  ['libs/blending/scoring-kernel', 'SCORING_KERNEL'],
  ['libs/learning/embedding/simd-kernel', 'SIMD_KERNEL'],
];

async function assembled(wabt, path) {
  const parsed = wabt.parseWat(`${path}.wat`, await readFile(`${path}.wat`), { simd: true, threads: true });
  try {
    return Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  } finally {
    parsed.destroy();
  }
}

function moduleOf(name, path, bytes) {
  return `/** ${path}.wat, assembled by tools/setup/assemble-kernels.mjs. */\nexport const ${name} =\n  '${bytes}';\n`;
}

process.chdir(projectFolder);
const wabt = await assembler();
for (const [path, name] of KERNELS) {
  const text = moduleOf(name, path, await assembled(wabt, path));
  if (!process.argv.includes('--check')) await writeFile(`${path}.bytes.ts`, text);
  else if ((await readFile(`${path}.bytes.ts`, 'utf8')) !== text) {
    console.log(`${path}.bytes.ts is not what ${path}.wat says: run node tools/setup/assemble-kernels.mjs`);
    process.exitCode = 1;
  }
}
