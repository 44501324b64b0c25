import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_SEED, generateCatalogue } from '#libs/demo';
import { StorefrontModule } from '../storefront.module.js';

let app: NestFastifyApplication;
const get = (url: string) => app.inject({ method: 'GET', url });

beforeAll(async () => {
  const testing = await Test.createTestingModule({ imports: [StorefrontModule] }).compile();
  app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});

afterAll(() => app.close());

describe('the storefront', () => {
  it('serves the page under a policy that runs nothing but its own files', async () => {
    const page = await get('/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = String(page.headers['content-security-policy']).split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy.join()).not.toMatch(/unsafe|\*|data:/);
  });

  it('has no script and no style in the page that the policy would block', async () => {
    const { body } = await get('/');
    expect(body).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/i);
  });

  it('serves every file that the page and its scripts name', async () => {
    const seen = new Set<string>();
    const visit = async (url: string): Promise<void> => {
      if (seen.has(url)) return;
      seen.add(url);
      const answer = await get(url);
      expect([url, answer.statusCode]).toEqual([url, 200]);
      const named = [...answer.body.matchAll(/(?:href|src)="(\/[^"]*)"|from '\.(\/[^']*)'/g)];
      for (const [, absolute, sibling] of named) await visit(absolute ?? `/demo${sibling ?? ''}`);
    };
    await visit('/');
    expect(seen.size).toBeGreaterThanOrEqual(7);
  });

  it.each([
    ['/demo/page.js', 'text/javascript; charset=utf-8'],
    ['/demo/page.css', 'text/css; charset=utf-8'],
    ['/demo/icon.svg', 'image/svg+xml'],
  ])('names the content type of %s', async (url, contentType) => {
    const { headers } = await get(url);
    expect(headers['content-type']).toBe(contentType);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('serves the films that the demo site is seeded with, and lets them be cached', async () => {
    const answer = await get('/demo/catalogue.json');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('public, max-age=3600');
    expect(answer.json()).toEqual(generateCatalogue(DEMO_SEED));
  });

  it.each(['/demo/storefront.module.js', '/demo/..%2Fstorefront.module.js', '/demo/nothing.css'])(
    'does not serve %s',
    async (url) => {
      expect((await get(url)).statusCode).toBeGreaterThanOrEqual(400);
    },
  );
});
