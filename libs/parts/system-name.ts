import { readFile } from 'node:fs/promises';

/** Distribution, release and processor, such as `debian-12-x64`: what unpacked packages are only good for. */
export async function systemName(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (key: string): string => new RegExp(`^${key}="?([^"\\n]*)`, 'm').exec(release)?.[1] ?? '';
  return [field('ID') || process.platform, field('VERSION_ID'), process.arch]
    .filter((part) => part !== '')
    .join('-');
}
