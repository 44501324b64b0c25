import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfiguration } from '#libs/runtime';
import { NODE_ARGS } from './app-process.js';

/** Docker is not on every machine: what can be checked without it is checked here. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const text = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

interface Service {
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly healthcheck?: object;
  readonly image: string;
  readonly build?: string;
}

const compose = parse(text('docker-compose.yml'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
  volumes: Readonly<Record<string, null>>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);

describe('docker-compose.yml', () => {
  it('runs every app that has a process of its own', () => {
    const run = ours.flatMap(([, { command = [], entrypoint = [] }]) => [...command, ...entrypoint]);
    for (const app of ['collector', 'session-state', 'recommender', 'archiver', 'storefront']) {
      expect(run).toContain(`dist/apps/${app}/main.js`);
    }
  });

  it.each(ours)('starts %s from a file that the build makes', (_, { command = [], entrypoint = [] }) => {
    const mains = [...entrypoint, ...command].filter((word) => word.startsWith('dist/'));
    expect(mains).not.toHaveLength(0);
    for (const main of mains) {
      const source = main.replace('dist/', root).replace(/\.js$/, '.ts');
      expect(existsSync(source), source).toBe(true);
    }
  });

  it.each(Object.entries(NODE_ARGS))('tells Node for %s what the stack tells it', (app, args) => {
    expect(compose.services[app]?.command).toEqual(['node', ...args, `dist/apps/${app}/main.js`]);
  });

  it.each(ours)('gives %s an environment that the configuration accepts', (_, { environment = {} }) => {
    const env = Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+:-(.*)\}/, '$1'),
    ]);
    expect(() => loadConfiguration(Object.fromEntries(env) as NodeJS.ProcessEnv, () => '{}')).not.toThrow();
  });

  it.each(services)('mounts into %s what is there', (_, { volumes = [] }) => {
    for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
      const isThere = source.startsWith('./') ? existsSync(`${root}${source}`) : source in compose.volumes;
      expect(isThere, source).toBe(true);
    }
  });

  it.each(services)('lets %s wait for services that tell their health', (_, { depends_on: needed = {} }) => {
    for (const [name, { condition }] of Object.entries(needed)) {
      expect(compose.services).toHaveProperty(name);
      const inImage =
        compose.services[name]?.build !== undefined && text('Dockerfile').includes('HEALTHCHECK');
      const isTold = inImage || compose.services[name]?.healthcheck !== undefined;
      expect(condition === 'service_healthy' ? isTold : true, name).toBe(true);
    }
  });
});
