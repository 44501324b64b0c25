import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Standalone } from '../../../apps/standalone/test/standalone.fixture.js';
import { freshet } from './command-line.fixture.js';

interface Printed {
  readonly tags: Readonly<Record<'beacon' | 'widget', string>>;
  readonly pinned: Readonly<Record<'beacon' | 'widget', string>>;
}

describe('npm run freshet -- embed', () => {
  let service: Standalone;

  beforeAll(async () => {
    service = await Standalone.start({}, 'sites: { shop: {} }');
  });
  afterAll(() => service.close());

  it('prints tags whose scripts the service serves, as their integrity says', async () => {
    const { exitCode, json } = await freshet([
      'embed',
      '--site',
      'shop',
      '--url',
      `${service.url}/`,
      '--json',
    ]);
    expect(exitCode).toBe(0);
    const { tags, pinned } = json as unknown as Printed;
    expect(tags.beacon).toBe(`<script async src="${service.url}/beacon.js" data-site="shop"></script>`);
    expect(tags.widget).toBe(`<script async src="${service.url}/widget.js"></script>`);
    for (const tag of Object.values(pinned)) {
      const [, src = '', integrity] = /src="([^"]+)" integrity="sha384-([^"]+)" crossorigin/.exec(tag) ?? [];
      const content = Buffer.from(await (await fetch(src)).arrayBuffer());
      expect(createHash('sha384').update(content).digest('base64')).toBe(integrity);
    }
    const people = await freshet(['embed', '--site', 'shop', '--url', service.url]);
    for (const tag of [...Object.values(tags), ...Object.values(pinned)])
      expect(people.output).toContain(tag);
  });

  it('says that the service does not know the site', async () => {
    const { exitCode, json, output } = await freshet([
      'embed',
      '--site',
      'nowhere',
      '--url',
      service.url,
      '--json',
    ]);
    expect(exitCode).toBe(1);
    expect(json).toMatchObject({ error: { code: 'FRESHET_SITE_UNKNOWN' } });
    expect(output).toContain('There is no site nowhere. Add it to config/freshet.yaml');
  });

  it('says that nobody answers, and what answers otherwise than Freshet', async () => {
    const away = await freshet(['embed', '--site', 'shop', '--url', 'http://127.0.0.1:9']);
    expect(away.exitCode).toBe(1);
    expect(away.output).toContain("http://127.0.0.1:9 can't be reached. Is the service running there?");
    const other = createServer((_, response) => response.end('<html>hello</html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { exitCode, output } = await freshet(['embed', '--site', 'shop', '--url', url]);
    other.close();
    expect(exitCode).toBe(1);
    expect(output).toContain(`${url}/embed.json answered 200, and not as Freshet does.`);
  });

  it.each([['localhost:3000'], ['ftp://freshet.example'], ['http://freshet.example/?a=b']])(
    'refuses %s for an address',
    async (url) => {
      const { exitCode, output } = await freshet(['embed', '--site', 'shop', '--url', url]);
      expect(exitCode).toBe(2);
      expect(output).toContain('It must be an address such as http://localhost:3000.');
    },
  );
});
