import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Evaluation } from '../../apps/co-watch/index.js';
import type { DataSet } from './data-sets.js';

const FRESHET = fileURLToPath(new URL('../freshet/main.js', import.meta.url));

/**
 * Runs `freshet evaluate` in a process of its own.
 * @param options of the command line, beside the files
 * @throws Error where it fails; it has said why on stderr
 */
export async function evaluateApart(
  { train, test }: DataSet,
  options: readonly string[],
): Promise<Evaluation> {
  const command = [FRESHET, 'evaluate', '--train', train, '--test', test, '--json', ...options];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`freshet ${command.slice(1).join(' ')} ended with ${code ?? 'a signal'}.`);
  return JSON.parse(Buffer.concat(chunks).toString()) as Evaluation;
}
