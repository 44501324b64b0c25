/** Which room may import which. Every rule is an error: an exception is a change to this file, argued for. */
const PURE = '^libs/(session|blending|contracts|demo|evaluation|experiments)/';
const DRIVERS = {
  kafkajs: '^(libs/(event-log/kafka-|testing/|parts/)|load-tests/(control/|test-bed))',
  ioredis:
    '^(libs/session-store/redis-|libs/testing/|libs/parts/redis-part|load-tests/(control/|test-bed))|^apps/session-state/test/.*int-spec\\.ts$',
  lmdb: '^(libs/(event-log|session-store|embedded-environment)/(embedded-|lmdb-)|load-tests/lmdb-)',
  '@duckdb/node-api': '^libs/(duckdb)/',
  'playwright-core': '^libs/chromium/',
};

const onlyAdaptersImport = ([driver, adapters]) => ({
  name: `only-adapters-import-${driver.replace('/', '-')}`,
  comment: `${driver} stays behind its adapter.`,
  severity: 'error',
  from: { pathNot: [adapters] },
  to: { path: `^node_modules/${driver}/` },
});

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphan-paths',
      comment:
        "Every import resolves; the docs' snippets stand beside a site's sources only when it is bundled.",
      severity: 'error',
      from: { pathNot: '/embedding/site/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|tools|load-tests)/' },
    },
    {
      name: 'apps-never-import-apps',
      comment: 'Standalone is all of the apps in one process; nothing else reaches across.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'apps-never-import-tools',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^(tools|load-tests)/' },
    },
    {
      name: 'pure-libs-stay-pure',
      comment: 'No framework, no driver, no file system, no clock: time and randomness come in as arguments.',
      severity: 'error',
      from: { path: PURE, pathNot: ['\\.spec\\.ts$'] },
      to: {
        path: [
          '^node_modules/(@nestjs|fastify|kafkajs|ioredis|lmdb|@duckdb|prom-client)/',
          '^(node:)?(fs|net|http|child_process|timers|perf_hooks)(/|$)',
          '^libs/(runtime|event-log|session-store|event-history)/',
        ],
      },
    },
    {
      name: 'tests-stay-out-of-production',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['-?spec\\.ts$', '^libs/testing/', '/test/'] },
      to: { path: ['^libs/testing/', '-?spec\\.ts$', '^node_modules/(vitest|fast-check)/'] },
    },
    {
      name: 'beacon-stands-alone',
      comment: 'What pages load holds nothing that was not written for them.',
      severity: 'error',
      from: { path: '^libs/beacon/', pathNot: ['\\.spec\\.ts$'] },
      to: { pathNot: '^libs/beacon/' },
    },
    {
      name: 'widget-knows-the-api-alone',
      severity: 'error',
      from: { path: '^libs/widget/', pathNot: ['\\.spec\\.ts$'] },
      to: { pathNot: '^libs/(widget/|beacon/api\\.ts$)' },
    },
    {
      name: 'browser-code-stays-in-browsers',
      comment: 'Specs may compare types with the api; what runs on Node serves the built files.',
      severity: 'error',
      from: { pathNot: '^libs/(beacon|widget)/' },
      to: { path: '^libs/(beacon|widget)/', pathNot: '^libs/(beacon|widget)/api\\.ts$' },
    },
    ...Object.entries(DRIVERS).map(onlyAdaptersImport),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
