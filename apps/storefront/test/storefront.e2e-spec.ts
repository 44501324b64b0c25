import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_SEED, generateCatalogue } from '#libs/demo';
import { createHttpApplication, loadConfiguration } from '#libs/runtime';
import { AppRootModule } from '#libs/deployment';
import { StorefrontModule } from '../storefront.module.js';

type Answer = Awaited<ReturnType<NestFastifyApplication['inject']>>;

const HTML = { accept: 'text/html,application/xhtml+xml' };
let app: NestFastifyApplication;

async function open(env: NodeJS.ProcessEnv = {}): Promise<NestFastifyApplication> {
  const configuration = loadConfiguration(env, () => '{}');
  const opened = await createHttpApplication(
    AppRootModule.of(StorefrontModule)(configuration),
    configuration,
  );
  opened.useLogger(false);
  await opened.init();
  await opened.getHttpAdapter().getInstance().ready();
  return opened;
}

const get = (url: string, headers: Record<string, string> = HTML): Promise<Answer> =>
  app.inject({ method: 'GET', url, headers });

/** Addresses of this site that a page names. */
function namedIn(body: string): string[] {
  const named = [...body.matchAll(/(?:href|src|poster)="(\/[^"#]*)"/g)].map(([, url = '']) => url);
  const ofService = /^\/(beacon|widget)\.js/;
  return [...new Set(named)].filter((url) => !ofService.test(url)).map((url) => url.replaceAll('&amp;', '&'));
}

beforeAll(async () => {
  app = await open();
});

afterAll(() => app.close());

const PAGES = [
  '/',
  '/film/m-17',
  '/genre/science-fiction',
  '/genre/drama?page=2',
  '/search?q=night',
  '/explore',
  '/explore/m-17',
];

describe.each(PAGES)('the page %s', (url) => {
  it('comes under a policy that runs and loads nothing but its own files', async () => {
    const page = await get(url);
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    const policy = String(page.headers['content-security-policy']).split('; ');
    expect(policy).toContain("default-src 'none'");
    for (const kind of ['script-src', 'style-src', 'img-src', 'media-src', 'connect-src'])
      expect(policy).toContain(`${kind} 'self'`);
    expect(policy.join()).not.toMatch(/unsafe|\*|data:/);
  });

  it('has no script and no style in it that the policy would block', async () => {
    const { body } = await get(url);
    const withoutData = body.replace(/<script type="application\/ld\+json">.*?<\/script>/s, '');
    expect(withoutData).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/i);
  });

  it('embeds the beacon and the widget as any site does', async () => {
    const { body } = await get(url);
    expect(body).toContain('<script async src="/beacon.js" data-site="demo"></script>');
    expect(body).toContain('<script async src="/widget.js"></script>');
  });

  it('names nothing of the site that is not there', async () => {
    const { body } = await get(url);
    const named = namedIn(body);
    expect(named.length).toBeGreaterThan(20);
    const missing: [string, number][] = [];
    for (const address of named) {
      const { statusCode } = await get(address);
      if (statusCode !== 200) missing.push([address, statusCode]);
    }
    expect(missing).toEqual([]);
  });
});

describe('a film page', () => {
  it('tells what it is about: in words, and as schema.org has it', async () => {
    const film = generateCatalogue(DEMO_SEED).find(({ item }) => item === 'm-17');
    const { body } = await get('/film/m-17');
    expect(body).toContain(film?.synopsis);
    const [, data = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(body) ?? [];
    expect(JSON.parse(data)).toMatchObject({ '@type': 'Movie', identifier: 'm-17', name: film?.title });
  });

  it('has films in its slate before there is one, and names no item but its own', async () => {
    const { body } = await get('/film/m-17');
    const [slate = ''] = /<freshet-slate[^>]*viewing="m-17".*?<\/freshet-slate>/s.exec(body) ?? [];
    expect([
      ...slate.replace(/<template>.*?<\/template>/s, '').matchAll(/href="\/film\/m-\d+"/g),
    ]).toHaveLength(8);
    const items = [...body.matchAll(/data-freshet-item="([^"]*)"/g)].map(([, item]) => item);
    expect(new Set(items)).toEqual(new Set(['m-17']));
  });

  it('shows the other parts of a series', async () => {
    expect((await get('/film/m-17')).body).toContain('In the same series');
    expect((await get('/film/m-20')).body).not.toContain('In the same series');
  });
});

describe('lists', () => {
  it('pages through a genre to its end', async () => {
    const seen = new Set<string>();
    let url: string | undefined = '/genre/western';
    while (url !== undefined) {
      const { body }: Answer = await get(url);
      const list = body.slice(body.lastIndexOf('<ul class="grid">'), body.indexOf('<footer'));
      for (const [, item = ''] of list.matchAll(/href="\/film\/(m-\d+)"/g)) seen.add(item);
      url = /rel="next" href="([^"]+)"/.exec(body)?.[1];
    }
    const westerns = generateCatalogue(DEMO_SEED).filter(({ genres }) => genres.includes('Western'));
    expect(seen).toEqual(new Set(westerns.map(({ item }) => item)));
  });

  it('shows what was searched for as text', async () => {
    const { body, statusCode } = await get(`/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(statusCode).toBe(200);
    expect(body).not.toContain('<script>alert');
    expect(body).toContain('&lt;script&gt;alert(1)');
  });

  it('says so when nothing is found', async () => {
    expect((await get('/search?q=qqqq')).body).toContain('No film is called that');
  });
});

describe('what is not there', () => {
  it.each([
    '/film/m-0',
    '/film/constructor',
    '/genre/opera',
    '/genre/drama?page=99',
    '/genre/drama?page=x',
    '/nowhere',
    '/explore/nothing',
  ])('is a page for people at %s', async (url) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.body).toContain('This screen is dark');
  });

  it.each([
    '/nowhere',
    '/assets/site-files.js',
    '/assets/..%2Fmain.js',
    '/poster/m-0.svg',
    '/clips/nothing.webm',
    '/clips/..%2f..%2fmain.ts',
  ])('is an error for programs at %s', async (url) => {
    const answer = await get(url, { accept: 'application/json' });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ error: { code: 'FRESHET_ROUTE_UNKNOWN' } });
  });
});

describe('files', () => {
  it.each(['/assets/site.css', '/assets/site.js', '/poster/m-17.svg'])(
    'keeps %s for ever under the address that pages name it by, and asks again under any other',
    async (url) => {
      const { body } = await get('/film/m-17');
      const versioned = namedIn(body).find((named) => named.startsWith(`${url}?v=`)) ?? '';
      expect((await get(versioned)).headers['cache-control']).toMatch(/max-age=31536000, immutable/);
      const plain = await get(url);
      expect(plain.headers['cache-control']).toBe('public, no-cache');
      const etag = String(plain.headers.etag);
      expect((await get(url, { 'if-none-match': etag })).statusCode).toBe(304);
    },
  );

  it('sends pages, posters and films compressed to whoever takes that', async () => {
    for (const url of ['/', '/poster/m-17.svg', '/catalogue.json', '/assets/site.css']) {
      const [small, whole] = [await get(url, { ...HTML, 'accept-encoding': 'gzip, br' }), await get(url)];
      expect(small.headers['content-encoding']).toBe('gzip');
      expect(whole.headers['content-encoding']).toBeUndefined();
      expect(small.rawPayload.length).toBeLessThan(whole.rawPayload.length / 2);
    }
  });

  it('answers what is known of films by item, and leaves out what it does not know', async () => {
    const answer = await get('/films.json?item=m-17&item=m-18&item=nothing');
    expect(Object.keys(answer.json<object>())).toEqual(['m-17', 'm-18']);
    expect(answer.json()).toMatchObject({
      'm-17': { title: 'The Demolition Expert: Origins', url: '/film/m-17' },
    });
  });
});

describe('a clip', () => {
  const clip = '/clips/western.webm';

  it('is a WebM of a few tens of kilobytes', async () => {
    const { headers, rawPayload } = await get(clip);
    expect(headers['content-type']).toBe('video/webm');
    expect(headers['accept-ranges']).toBe('bytes');
    expect(rawPayload.subarray(0, 4).toString('hex')).toBe('1a45dfa3');
    expect(rawPayload.length).toBeLessThan(120_000);
  });

  it('is sent in the parts that a browser asks for', async () => {
    const whole = (await get(clip)).rawPayload;
    const part = await get(clip, { range: 'bytes=1000-1999' });
    expect(part.statusCode).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 1000-1999/${whole.length}`);
    expect(part.rawPayload).toEqual(whole.subarray(1000, 2000));
    expect((await get(clip, { range: `bytes=${whole.length}-` })).statusCode).toBe(416);
  });
});

describe('a storefront with a service elsewhere', () => {
  it('embeds that service, and allows that one origin', async () => {
    const elsewhere = await open({ FRESHET_SERVICE_URL: 'https://freshet.example.org' });
    try {
      const page = await elsewhere.inject({ method: 'GET', url: '/' });
      expect(page.body).toContain(
        '<script async src="https://freshet.example.org/beacon.js" data-site="demo">',
      );
      const policy = String(page.headers['content-security-policy']).split('; ');
      expect(policy).toContain("script-src 'self' https://freshet.example.org");
      expect(policy).toContain("connect-src 'self' https://freshet.example.org");
    } finally {
      await elsewhere.close();
    }
  });
});
