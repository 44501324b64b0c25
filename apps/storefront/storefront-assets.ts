import { readFileSync } from 'node:fs';
import { extname } from 'node:path';

/** One file of the page, as it goes over the wire. */
export interface Asset {
  readonly contentType: string;
  readonly body: Buffer;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Everything the page is made of. Nothing else in this folder is ever served. */
const FILES = [
  'page.html',
  'page.css',
  'page.js',
  'posters.js',
  'service.js',
  'slate.js',
  'icon.svg',
] as const;

/** Reads the files of the page once, when the service starts: a missing one is noticed then. */
export function readAssets(): ReadonlyMap<string, Asset> {
  return new Map(
    FILES.map((name) => {
      const body = readFileSync(new URL(name, import.meta.url));
      return [name, { contentType: CONTENT_TYPES[extname(name)] ?? 'application/octet-stream', body }];
    }),
  );
}
