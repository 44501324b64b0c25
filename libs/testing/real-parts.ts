import { describe, it } from 'vitest';

/** Where `npm test` says that it has started a part. */
const VARIABLES = {
  Kafka: 'FRESHET_TEST_KAFKA_BROKERS',
  Redis: 'FRESHET_TEST_REDIS_URL',
  Chromium: 'FRESHET_TEST_CHROMIUM',
  nginx: 'FRESHET_TEST_NGINX',
} as const;

export type RealPart = keyof typeof VARIABLES;

/**
 * Describes tests that need a real part. Where there is none they are skipped and say so; under CI=true they fail, since
 * a run that silently tests less is worse than a red one.
 * @param suite is given the part's address: `host:port`, comma-separated, for Kafka, a URL for Redis, the executable's path for Chromium and nginx.
 */
export function describeWithPart(part: RealPart, name: string, suite: (address: string) => void): void {
  const variable = VARIABLES[part];
  const address = process.env[variable];
  if (address !== undefined && address !== '') {
    describe(name, () => suite(address));
    return;
  }
  const reason = `${variable} is not set: there is no real ${part}. Run \`npm test\`, which obtains one.`;
  if (process.env['CI'] === 'true') {
    it(name, () => {
      throw new Error(reason);
    });
    return;
  }
  console.warn(`SKIPPED ${name}: ${reason}`);
  describe.skip(`${name} (${reason})`, () => {
    it('needs the part', () => undefined);
  });
}
