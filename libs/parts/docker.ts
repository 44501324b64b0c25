import { createHash } from 'node:crypto';
import type { Command } from './command.js';
import { runToEnd } from './command.js';
import type { PartCommand, PartPlace } from './part-program.js';

const ENGINE_TIMEOUT_MS = 10_000;

/**
 * Makes sure that an engine answers and has the image.
 * @throws Error when either is not so
 */
export async function pullImage(image: string, log: (line: string) => void): Promise<void> {
  const docker = (...args: string[]): Command => ({ program: 'docker', args });
  await runToEnd(docker('info'), ENGINE_TIMEOUT_MS);
  try {
    await runToEnd(docker('image', 'inspect', image), ENGINE_TIMEOUT_MS);
  } catch {
    log(`pulling the image ${image}`);
    await runToEnd(docker('pull', '--quiet', image));
  }
}

/** Two parts never share a data folder, so the folder names the container. */
function containerName(dataFolder: string): string {
  return `freshet-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)}`;
}

/**
 * A command of an image: the data folder under its own path, the port on 127.0.0.1 only, files owned by the
 * user of this process.
 */
export function inContainer(
  image: string,
  program: string,
  args: readonly string[],
  place: PartPlace,
  env: Readonly<Record<string, string>> = {},
): PartCommand {
  const name = containerName(place.dataFolder);
  const owner = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const options = [
    ['--rm', '--name', name, '--user', owner, '--entrypoint', program],
    ['--volume', `${place.dataFolder}:${place.dataFolder}`, '--workdir', place.dataFolder],
    ['--publish', `127.0.0.1:${place.port}:${place.port}`],
    Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
  ];
  return {
    program: 'docker',
    args: ['run', ...options.flat(), image, ...args],
    signalWith: (signal) => ({ program: 'docker', args: ['kill', `--signal=${signal}`, name] }),
  };
}
