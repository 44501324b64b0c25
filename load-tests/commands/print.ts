/** Prints a summary on stdout: one JSON object on the last line, or a line a figure. */
export function print(summary: Readonly<Record<string, string | number>>, json: true | undefined): void {
  const table = Object.entries(summary).map(([name, value]) => `${name.padEnd(20)}${value}`);
  process.stdout.write(`${json ? JSON.stringify(summary) : table.join('\n')}\n`);
}
