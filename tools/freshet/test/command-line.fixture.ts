import { RunningService } from '#libs/testing';

export interface CommandResult {
  readonly exitCode: number | NodeJS.Signals;
  /** stdout and stderr as they came. */
  readonly output: string;
  /** The last line that is a JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Runs the command line as a user does, to its end. */
export async function freshet(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
  const service = RunningService.start('tools/freshet/main.js', env, args);
  const exitCode = await service.ended;
  const last = service.output.split('\n').findLast((line) => line.startsWith('{')) ?? '{}';
  return { exitCode, output: service.output, json: JSON.parse(last) as Record<string, unknown> };
}
