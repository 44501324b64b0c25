/** Tells what is going on, on stderr. */
export function logLine(line: string): void {
  process.stderr.write(`load: ${line}\n`);
}
