import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Embed } from '#libs/contracts';
import { versionOf } from '../scripts/served-file.js';
import { faultIn, startCollector, type CollectorUnderTest } from './collector-under-test.js';

let collector: CollectorUnderTest;

afterEach(() => collector.close());

function built(name: string): Promise<Buffer> {
  return readFile(createRequire(import.meta.url).resolve(`#browser/${name}`));
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${collector.url}${path}`, { headers: { 'accept-encoding': 'identity', ...headers } });
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

async function embed(): Promise<Embed> {
  return (await (await get('/embed.json')).json()) as Embed;
}

describe('the scripts for pages', () => {
  it.each([
    ['/beacon.js', 'text/javascript; charset=utf-8'],
    ['/widget.js', 'text/javascript; charset=utf-8'],
    ['/beacon.mjs', 'text/javascript; charset=utf-8'],
    ['/beacon.d.mts', 'text/plain; charset=utf-8'],
  ])('are served as %s to pages of any origin, cached for minutes', async (path, type) => {
    collector = await startCollector({ yaml: "sites: { shop: { origins: ['https://shop.example'] } }" });
    const response = await get(path, { origin: 'https://stranger.example' });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': type,
      'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'timing-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    expect(await bytesOf(response)).toEqual(await built(path.slice(1)));
  });

  it('are compressed for a browser, and not sent again to one that has them', async () => {
    collector = await startCollector();
    for (const encoding of ['br', 'gzip']) {
      const response = await get('/beacon.js', { 'accept-encoding': encoding });
      expect(response.headers.get('content-encoding')).toBe(encoding);
      const size = Number(response.headers.get('content-length'));
      expect(size).toBeGreaterThan(0);
      expect(size).toBeLessThan((await built('beacon.js')).length);
      expect(await bytesOf(response)).toEqual(await built('beacon.js'));
      const known = response.headers.get('etag') ?? '';
      const again = await get('/beacon.js', { 'accept-encoding': encoding, 'if-none-match': known });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', known]);
    }
  });

  it('are described by HEAD as by GET', async () => {
    collector = await startCollector();
    const response = await fetch(`${collector.url}/beacon.js`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect(response.headers.get('etag')).toBe(
      (await fetch(`${collector.url}/beacon.js`)).headers.get('etag'),
    );
  });

  it('have a URL each that never changes its content, with what integrity asks for', async () => {
    collector = await startCollector();
    const scripts = await embed();
    for (const name of ['beacon', 'widget'] as const) {
      const content = await built(`${name}.js`);
      const { url, integrity, bytes, gzipBytes } = scripts[name];
      expect(url).toBe(`/${name}.${versionOf(content)}.js`);
      expect(integrity).toBe(`sha384-${createHash('sha384').update(content).digest('base64')}`);
      expect(bytes).toBe(content.length);
      const response = await get(url, { 'accept-encoding': 'gzip' });
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(Number(response.headers.get('content-length'))).toBe(gzipBytes);
      expect(await bytesOf(response)).toEqual(content);
    }
    expect((await get('/embed.json')).headers.get('cache-control')).toBe('no-cache');
  });

  it('stay served under the URL they had, when there is a newer build', async () => {
    collector = await startCollector();
    const content = Buffer.from('/* what an earlier build made */');
    const path = `/beacon.${versionOf(content)}.js`;
    expect((await get(path)).status).toBe(404);
    // As another collector on the same folder leaves it.
    await writeFile(join(collector.dataFolder, 'browser', path.slice(1)), content);
    const response = await get(path, { 'accept-encoding': 'br' });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await bytesOf(response)).toEqual(content);
    expect((await embed()).beacon.url).not.toBe(path);
  });

  it('are kept for the builds that come after', async () => {
    collector = await startCollector();
    const { beacon, widget } = await embed();
    const kept = await readdir(join(collector.dataFolder, 'browser'));
    expect(kept.map((name) => `/${name}`).sort()).toEqual([beacon.url, widget.url]);
  });

  it('that there are not are said to be unknown, with the place that names those there are', async () => {
    collector = await startCollector();
    for (const path of ['/beacon.0123456789ab.js', '/widget.0123456789ab.js']) {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(await faultIn(response)).toMatchObject({
        code: 'FRESHET_ROUTE_UNKNOWN',
        message: expect.stringContaining('/embed.json') as string,
      });
    }
    for (const path of ['/beacon.0123456789AB.js', '/beacon.txt', '/beacon.js.map', '/gadget.js']) {
      expect((await get(path)).status, path).toBe(404);
    }
  });
});

describe('a data folder that takes no scripts', () => {
  it('keeps no page from them', async () => {
    collector = await startCollector({
      async prepare(dataFolder) {
        // A file where the folder should be: not even root gets round that.
        await writeFile(join(dataFolder, 'browser'), '');
      },
    });
    expect((await get('/beacon.js')).status).toBe(200);
    expect((await get((await embed()).beacon.url)).status).toBe(200);
    expect((await get('/beacon.0123456789ab.js')).status).toBe(404);
  });
});
