import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where the first of these programs stands, in the folders given or on PATH; sbin too, which PATH often lacks. */
export async function findProgram(
  names: readonly string[],
  folders?: readonly string[],
): Promise<string | undefined> {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of folders ?? [...path, '/usr/sbin', '/usr/local/sbin']) {
    for (const name of names) {
      const candidate = join(folder, name);
      if (await isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}
