/** The `check` script: every `check:` script of package.json, as many at once as there are processors, each told as a whole once it ends. */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { projectFolder } from './project-folder.mjs';

/** The longest: begun last, they would be waited for alone. */
const FIRST = ['check:lint', 'check:types'];

function checks() {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const others = Object.keys(scripts).filter((name) => name.startsWith('check:') && !FIRST.includes(name));
  return [...FIRST, ...others];
}

/** @returns whether the check passed */
function check(name) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const output = [];
    const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.once('close', (code) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
      console.log(`${name} ${code === 0 ? 'passed' : 'FAILED'}, ${seconds} s`);
      process.stdout.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}

process.chdir(projectFolder);
const waiting = checks().values();
let failed = 0;
const worker = async () => {
  for (const name of waiting) if (!(await check(name))) failed += 1;
};
await Promise.all(Array.from({ length: availableParallelism() }, worker));
process.exitCode = failed === 0 ? 0 : 1;
