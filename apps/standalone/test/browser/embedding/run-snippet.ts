import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PROJECT = fileURLToPath(new URL('../../../../../', import.meta.url));
/** Without what npm does before it: the build is there. */
const COMMAND_LINE = `"${process.execPath}" dist/tools/freshet/main.js`;

/** Runs a module of the docs. @returns what it exports */
export function importSnippet<Exports>(code: string): Promise<Exports> {
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`) as Promise<Exports>;
}

/** Runs commands of the docs in the project's folder. @returns what they wrote to stdout */
export async function runSnippet(commands: string): Promise<string> {
  const adapted = commands.replaceAll('npm run freshet --', COMMAND_LINE);
  const { stdout } = await promisify(execFile)('sh', ['-ec', adapted], { cwd: PROJECT });
  return stdout;
}

/** On a busy machine an answer may be late; what the widget's budget is for has tests of its own. */
export function patient(html: string): string {
  return html.replace('budget="800"', 'budget="15000"');
}
