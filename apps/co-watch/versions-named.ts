import { parseExperiments } from '#libs/experiments';
import { readFile } from 'node:fs/promises';

/**
 * Versions of a site's tables that variations of its experiments name.
 * @param file of the experiments; there need not be one.
 * @returns null where the file can't be read or has mistakes: then nobody can tell which versions it wants.
 */
export async function versionsNamed(file: string, site: string): Promise<ReadonlySet<string> | null> {
  try {
    const { experiments, problems } = parseExperiments(await readFile(file, 'utf8'));
    if (problems.length > 0) return null;
    const variations = experiments.filter((each) => each.site === site).flatMap((each) => each.variations);
    return new Set(variations.flatMap(({ override }) => override?.tables ?? []));
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? new Set() : null;
  }
}
