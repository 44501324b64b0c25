import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Best first: what is chosen where a browser takes several alike. */
const ENCODINGS = ['br', 'gzip'] as const;
type Encoding = (typeof ENCODINGS)[number] | 'identity';

/** A file as it goes over the wire. */
export interface ServedFile {
  readonly contentType: string;
  readonly cacheControl: string;
  /** Names the content: its version in URLs and in ETags. */
  readonly version: string;
  readonly bodies: Readonly<Record<Encoding, Buffer>>;
}

export type FileKind = Pick<ServedFile, 'contentType' | 'cacheControl'>;

/** What a request says of the answer it wants. */
export interface FileRequest {
  /** Accept-Encoding. */
  readonly accepted: string | undefined;
  /** If-None-Match. */
  readonly known: string | undefined;
}

export interface FileAnswer {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined where the browser has it already. */
  readonly body: Buffer | undefined;
}

/** @returns the 12 hex digits of SHA-256 that name a content. */
export function versionOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/** Compresses a file as well as it can be: done once, since its content never changes. */
export async function prepareFile(content: Buffer, kind: FileKind): Promise<ServedFile> {
  const [br, gzipped] = await Promise.all([
    compressBrotli(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
    compressGzip(content, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  return { ...kind, version: versionOf(content), bodies: { br, gzip: gzipped, identity: content } };
}

/** Pages of any origin may embed and read these files, whatever isolation they run under. */
const HEADERS = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'timing-allow-origin': '*',
  'x-content-type-options': 'nosniff',
  vary: 'Accept-Encoding',
} as const;

/** Answers a request for a file: compressed as the browser likes it, or not at all where it has it already. */
export function answerWith(file: ServedFile, { accepted, known }: FileRequest): FileAnswer {
  const encoding = encodingFor(accepted);
  // Other bytes are another entity, so each encoding has its own tag.
  const etag = encoding === 'identity' ? `"${file.version}"` : `"${file.version}-${encoding}"`;
  const headers = { ...HEADERS, etag, 'cache-control': file.cacheControl };
  if (names(known, etag)) return { status: 304, headers, body: undefined };
  return {
    status: 200,
    headers: {
      ...headers,
      'content-type': file.contentType,
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
    },
    body: file.bodies[encoding],
  };
}

function encodingFor(accepted: string | undefined): Encoding {
  const chosen = accepted === undefined ? null : negotiate(accepted, [...ENCODINGS, 'identity']);
  return ENCODINGS.find((encoding) => encoding === chosen) ?? 'identity';
}

/** A proxy may have made a tag weak; for a GET that names the same. */
function names(known: string | undefined, etag: string): boolean {
  if (known === undefined) return false;
  return known.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
