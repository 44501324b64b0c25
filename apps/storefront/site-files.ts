import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A text or picture as it goes over the wire. */
export interface SiteFile {
  readonly type: string;
  readonly body: Buffer;
  /** The same compressed, where that makes it smaller. */
  readonly gzipped?: Buffer;
  /** Stands for the content. */
  readonly version: string;
  /** What `?v=` of a lasting address holds, where that is not the version: files that are made in the same way have one together. */
  readonly edition?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** The site's own files by the name they are served under. Nothing else of this folder is ever served. */
const FILES: Readonly<Record<string, string>> = {
  'site.css': '#browser/storefront/site.css',
  'site.js': '#browser/storefront/site.js',
  'explore.js': '#browser/storefront/explore.js',
  'settings.js': '#browser/storefront/settings.js',
  'icon.svg': './public/icon.svg',
  'limelight.woff2': '@fontsource/limelight/files/limelight-latin-400-normal.woff2',
  'abril-fatface.woff2': '@fontsource/abril-fatface/files/abril-fatface-latin-400-normal.woff2',
  'bebas-neue.woff2': '@fontsource/bebas-neue/files/bebas-neue-latin-400-normal.woff2',
};

/** Where the clips are, for a server that answers ranges. */
export const CLIPS_FOLDER = fileURLToPath(new URL('public/clips/', import.meta.url));

/** Scripts, styles, letters and the icon, read once: a missing one is noticed when the service starts. */
export class SiteFiles {
  readonly #files: Map<string, SiteFile>;

  constructor() {
    const require = createRequire(import.meta.url);
    const files = Object.entries(FILES).map(([name, path]): [string, SiteFile] => [
      name,
      siteFileOf(readFileSync(require.resolve(path)), TYPES[extname(name)] ?? 'application/octet-stream'),
    ]);
    this.#files = new Map(files);
    // Its letters by the addresses that pages preload them from.
    for (const [name, { body, type }] of files.filter(([name]) => name.endsWith('.css')))
      this.#files.set(name, siteFileOf(this.#withVersions(body), type));
  }

  #withVersions(style: Buffer): Buffer {
    const text = style.toString().replace(/\/assets\/([\w.-]+)/g, (_, name: string) => this.addressOf(name));
    return Buffer.from(text);
  }

  find(name: string): SiteFile | undefined {
    return this.#files.get(name);
  }

  /** The address of a file that may be kept for ever. */
  addressOf(name: string): string {
    return `/assets/${name}?v=${this.#files.get(name)?.version ?? ''}`;
  }
}

export function siteFileOf(body: Buffer, type: string): SiteFile {
  const gzipped = gzipSync(body);
  const version = createHash('sha256').update(body).digest('hex').slice(0, 12);
  // What is compressed in itself, such as letters, gains nothing.
  return { type, body, version, ...(gzipped.length < body.length * 0.9 && { gzipped }) };
}
