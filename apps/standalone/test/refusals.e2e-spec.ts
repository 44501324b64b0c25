import type { ErrorAnswer } from '#libs/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Standalone } from './standalone.fixture.js';

/** What Fastify refuses before a controller sees it is told as everything else is, whatever else the process serves. */
describe('a body that standalone does not read', () => {
  let service: Standalone;
  beforeAll(async () => {
    service = await Standalone.start({});
  });
  afterAll(() => service.close());

  it.each([
    ['is too large', 'application/json', `"${'x'.repeat(300_000)}"`, 413, 'FRESHET_BODY_TOO_LARGE'],
    ['is not JSON', 'application/json', '{"site":', 400, 'FRESHET_BODY_UNREADABLE'],
    ['is of a kind that nobody reads', 'application/xml', '<site/>', 415, 'FRESHET_MEDIA_TYPE'],
  ])('is answered in the words of all errors when it %s', async (_, type, body, status, code) => {
    const headers = { 'content-type': type };
    const response = await fetch(`${service.url}/v1/events`, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(((await response.json()) as ErrorAnswer).error.code).toBe(code);
  });
});
