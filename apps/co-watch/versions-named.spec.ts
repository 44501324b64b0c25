import { temporaryFolder } from '#libs/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { versionsNamed } from './versions-named.js';

const VERSION = '2026-11-22T10-00-00Z-3f2a1b4c';
const naming = (site: string): string => `experiments:
  - key: older-tables
    hypothesis: Older tables do as well
    site: ${site}
    status: running
    variations: [{ key: now }, { key: older, override: { tables: ${VERSION} } }]
`;

it('tells the versions that experiments of a site name, and that it cannot where the file has mistakes', async () => {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'experiments.yaml');
  try {
    expect(await versionsNamed(file, 'demo')).toEqual(new Set());
    await writeFile(file, naming('demo'));
    expect(await versionsNamed(file, 'demo')).toEqual(new Set([VERSION]));
    expect(await versionsNamed(file, 'shop')).toEqual(new Set());
    await writeFile(file, 'experiments: [{');
    expect(await versionsNamed(file, 'demo')).toBeNull();
    expect(await versionsNamed(folder.path, 'demo')).toBeNull();
  } finally {
    await folder.remove();
  }
});
