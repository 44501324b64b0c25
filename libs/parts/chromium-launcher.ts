import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The script's name in the folder of an unpacked Chromium. */
export const LAUNCHER = 'chromium';

/** What an unpacked Chromium consists of, all of it in one folder. */
export interface UnpackedChromium {
  /** The executable, relative to the folder. */
  readonly program: string;
  /** Folders of shared libraries, absolute, as `LD_LIBRARY_PATH` takes them. */
  readonly libraries: string;
  /** The folder of fonts, relative to the folder. */
  readonly fonts: string;
}

/**
 * The system's fonts too, where it has some: without any font there is no text, and some pages end the browser. The cache lies where
 * XDG_CACHE_HOME says: a relative place of it is read as one below the folder that the browser is started in.
 */
function fontSettings(fonts: string): string {
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `  <dir prefix="relative">${fonts}</dir>`,
    '  <dir>/usr/share/fonts</dir>',
    '  <cachedir prefix="xdg">font-cache</cachedir>',
    '</fontconfig>',
    '',
  ].join('\n');
}

/**
 * Writes a script beside an unpacked Chromium that starts it with its own libraries and fonts, so that its path is
 * all that a caller needs. It finds everything from where it lies: the folder is renamed once it is complete.
 */
export async function writeLauncher(folder: string, chromium: UnpackedChromium): Promise<void> {
  const script = [
    '#!/bin/sh',
    'here=$(dirname "$(readlink -f "$0")")',
    `export LD_LIBRARY_PATH="${chromium.libraries.replaceAll(folder, '$here')}"`,
    'export FONTCONFIG_FILE="$here/fonts.conf"',
    'export XDG_CACHE_HOME="$here"',
    `exec "$here/${chromium.program}" "$@"`,
    '',
  ].join('\n');
  await writeFile(join(folder, 'fonts.conf'), fontSettings(chromium.fonts));
  await writeFile(join(folder, LAUNCHER), script, { mode: 0o755 });
}
