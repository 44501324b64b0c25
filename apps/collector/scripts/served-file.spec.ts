import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  answerWith,
  prepareFile,
  type FileAnswer,
  type FileRequest,
  type ServedFile,
} from './served-file.js';

const CONTENT = Buffer.from('freshet();'.repeat(200));
let file: ServedFile;

beforeAll(async () => {
  file = await prepareFile(CONTENT, { contentType: 'text/javascript', cacheControl: 'public' });
});

function ask(request: Partial<FileRequest>): FileAnswer {
  return answerWith(file, { accepted: undefined, known: undefined, ...request });
}

describe('a served file', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0.1, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['deflate', undefined],
    ['', undefined],
    ['*', 'br'],
    [undefined, undefined],
  ])('is sent to a browser that accepts %j as %s', (accepted, encoding) => {
    const { status, headers, body } = ask({ accepted });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['vary']).toBe('Accept-Encoding');
    const read = { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ''];
    expect(body && (read?.(body) ?? body)).toEqual(CONTENT);
  });

  it('has a tag for each encoding, since each is another text', () => {
    const tags = ['br', 'gzip', 'identity'].map((accepted) => ask({ accepted }).headers['etag']);
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags) expect(tag).toMatch(/^"[0-9a-f]{12}(-br|-gzip)?"$/);
  });

  it('is not sent again to a browser that names its tag, alone, among others, weakened or by a star', () => {
    const etag = ask({ accepted: 'br' }).headers['etag'] ?? '';
    for (const known of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
      const { status, headers, body } = ask({ accepted: 'br', known });
      expect([status, body]).toEqual([304, undefined]);
      expect(headers).toMatchObject({ etag, 'cache-control': 'public', vary: 'Accept-Encoding' });
    }
  });

  it('is sent to a browser that has another content, or this one in another encoding', () => {
    const gzipped = ask({ accepted: 'gzip' }).headers['etag'];
    for (const known of ['"0123456789ab"', gzipped, '', undefined]) {
      expect(ask({ accepted: 'br', known }).status).toBe(200);
    }
  });
});
