import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FreshetError } from '#libs/contracts';
import { loadConfiguration } from './configuration.js';

const missing = (): never => {
  throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
};

function problemsIn(yaml: string, env: NodeJS.ProcessEnv = {}): readonly unknown[] {
  try {
    loadConfiguration(env, () => yaml);
  } catch (thrown) {
    if (thrown instanceof FreshetError && thrown.code === 'FRESHET_CONFIG_INVALID')
      return thrown.options.details ?? [];
    throw thrown;
  }
  return [];
}

describe('the configuration', () => {
  it('without a file is all defaults', () => {
    const { sites, collector, session, environment } = loadConfiguration({}, missing);
    expect(Object.keys(sites)).toEqual(['demo']);
    expect(collector.limits).toEqual({
      addressEventsPerSecond: 20_000,
      siteEventsPerSecond: 200_000,
      burstSeconds: 2,
    });
    expect(session).toEqual({ ttlHours: 2, refoldHours: 24 });
    expect(environment).toEqual({
      port: 3000,
      host: '0.0.0.0',
      dataFolder: resolve('.freshet'),
      defaultSite: 'demo',
      trustedProxies: [],
      logLevel: 'info',
      experimentsFile: { path: resolve('config/experiments.yaml'), isNamed: false },
    });
  });

  it('that is delivered says every setting with its default, and nothing else', () => {
    const delivered = readFileSync('config/freshet.yaml', 'utf8');
    const { environment, ...defaults } = loadConfiguration({}, missing);
    expect(environment.port).toBe(3000);
    expect(parse(delivered)).toEqual(JSON.parse(JSON.stringify(defaults)));
    expect(problemsIn(delivered)).toEqual([]);
  });

  it('keeps the defaults of what a file leaves out, down to the last section', () => {
    const yaml =
      'sites:\n  shop:\n    filters: { seen: true }\ncollector:\n  limits:\n    burstSeconds: 9\nlog:\n';
    const { sites, collector, log } = loadConfiguration({}, () => yaml);
    expect(Object.keys(sites)).toEqual(['shop']);
    expect(sites['shop']).toMatchObject({
      origins: [],
      filters: { seen: true, current: false, exclude: [] },
    });
    expect(collector).toMatchObject({
      deadlineMs: 2000,
      limits: { addressEventsPerSecond: 20_000, burstSeconds: 9 },
    });
    expect(log.partitions).toBe(32);
  });

  it('reads the environment', () => {
    const { environment } = loadConfiguration(
      {
        PORT: '0',
        HOST: '::1',
        FRESHET_DATA: '/data',
        FRESHET_DEFAULT_SITE: 'shop',
        FRESHET_ADMIN_TOKEN: 'token-of-8',
        FRESHET_KAFKA_BROKERS: 'a:9092,b:9093',
        FRESHET_REDIS_URL: 'rediss://redis:6379/2',
        FRESHET_TRUSTED_PROXIES: '10.0.0.0/8,fd00::/8',
        FRESHET_LOG_LEVEL: 'debug',
        FRESHET_EXPERIMENTS: '/mnt/experiments.yaml',
      },
      missing,
    );
    expect(environment).toEqual({
      port: 0,
      host: '::1',
      dataFolder: '/data',
      defaultSite: 'shop',
      adminToken: 'token-of-8',
      kafkaBrokers: ['a:9092', 'b:9093'],
      redisUrl: 'rediss://redis:6379/2',
      trustedProxies: ['10.0.0.0/8', 'fd00::/8'],
      logLevel: 'debug',
      experimentsFile: { path: '/mnt/experiments.yaml', isNamed: true },
    });
  });

  it('takes an empty variable for one that is not set', () => {
    const { environment } = loadConfiguration(
      { PORT: '', FRESHET_ADMIN_TOKEN: '', FRESHET_CONFIG: '' },
      missing,
    );
    expect(environment.port).toBe(3000);
    expect(environment).not.toHaveProperty('adminToken');
  });

  it('can not be changed, however deep', () => {
    const { sites, collector } = loadConfiguration({}, missing);
    expect(Object.isFrozen(sites['demo']?.filters.exclude)).toBe(true);
    expect(Object.isFrozen(collector.limits)).toBe(true);
  });

  it('knows a site by its name alone, not by what every object has', () => {
    expect(loadConfiguration({}, missing).sites.constructor).toBeUndefined();
    expect(loadConfiguration({}, () => 'sites: { constructor: {} }').sites.constructor).toBeDefined();
  });
});

describe('a configuration with mistakes', () => {
  it('names all of them at once, each with its place, what is wrong and what is allowed', () => {
    const yaml = [
      'sites:',
      '  Shop: {}',
      '  demo: { origins: [https://a.example/path], filter: {} }',
      'colector: {}',
      'collector:',
      '  deadlineMs: soon',
      '  limits: 5',
      '  trustedProxies: [10.0.0.0/99]',
      'session: { ttlHours: 0, refoldHours: 100 }',
      'recommender: { storeTimeoutMs: 90 }',
    ].join('\n');
    const env = {
      PORT: '70000',
      FRESHET_ADMIN_TOKN: 'x',
      FRESHET_REDIS_URL: 'http://redis',
      FRESHET_LOG_LEVEL: 'loud',
    };
    expect(problemsIn(yaml, env)).toEqual([
      'config/freshet.yaml:2: sites.Shop is no name for a site: 1 to 32 of a-z 0-9 -, not starting with -',
      'config/freshet.yaml:3: sites.demo.filter is not a setting. Did you mean filters?',
      'config/freshet.yaml:3: sites.demo.origins must list origins such as https://www.example.org, without a path; not so: "https://a.example/path"',
      'config/freshet.yaml:4: colector is not a setting. Did you mean collector?',
      'config/freshet.yaml:7: collector.limits must be a mapping of addressEventsPerSecond, siteEventsPerSecond, burstSeconds',
      'config/freshet.yaml:6: collector.deadlineMs must be a whole number from 10 to 60000; it is "soon"',
      'config/freshet.yaml:8: collector.trustedProxies must list CIDR ranges such as 10.0.0.0/8 or fd00::/8; not so: "10.0.0.0/99"',
      'config/freshet.yaml:9: session.ttlHours must be a whole number from 1 to 720; it is 0',
      'config/freshet.yaml:9: session.refoldHours must not be longer than log.retentionHours: the log is what is read again',
      'config/freshet.yaml:10: recommender.storeTimeoutMs must not be longer than recommender.budgetMs',
      'PORT must be a whole number from 0 (which takes a free port) to 65535',
      'FRESHET_REDIS_URL must be redis://host:port or rediss://host:port',
      'FRESHET_LOG_LEVEL must be one of error, warn, info, debug, trace',
      'FRESHET_ADMIN_TOKN is not a variable. Did you mean FRESHET_ADMIN_TOKEN?',
    ]);
  });

  it('repeats no value of the environment, since it may be a secret', () => {
    const text = JSON.stringify(
      problemsIn('', { FRESHET_ADMIN_TOKEN: 'hush', FRESHET_REDIS_URL: 'x://user:hush@redis' }),
    );
    expect(text).toContain('FRESHET_ADMIN_TOKEN');
    expect(text).not.toContain('hush');
  });

  it('says what is known where nothing is near', () => {
    expect(problemsIn('session: { color: red }')).toEqual([
      'config/freshet.yaml:1: session.color is not a setting. Known here: ttlHours, refoldHours',
    ]);
  });

  it.each([
    ['sites: {demo: {}\n', /^config\/freshet\.yaml:2:1 is not YAML: /],
    ['log: {}\nlog: {}\n', /^config\/freshet\.yaml:2:1 is not YAML: .*unique/],
    ['- a\n- b\n', /must be a mapping/],
    ['sites: [demo]', /sites must be a mapping of site names/],
    ['sites: { demo: 3 }', /sites\.demo must be a mapping of origins, fixed, filters/],
    ['sites: { demo: { fixed: [12] } }', /quote numbers\); not so: 12/],
    ['sites: { demo: { filters: { seen: yes please } } }', /seen must be true or false; it is "yes please"/],
    ['{ __proto__: { a: 1 } }', /__proto__ is not a setting/],
  ])('that is %j is told where', (yaml, problem) => {
    expect(problemsIn(yaml)).toEqual([expect.stringMatching(problem)]);
  });

  it('is told when the file that was named is not there', () => {
    const load = (): unknown => loadConfiguration({ FRESHET_CONFIG: '/nowhere.yaml' }, missing);
    expect(load).toThrow("/nowhere.yaml can't be read: there is no such file");
  });
});
