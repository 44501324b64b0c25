import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from './configuration.js';
import { SiteRegistry } from './site-registry.js';

let folder: string;
let registry: SiteRegistry;

async function open(
  yaml = 'sites: { shop: { origins: [https://shop.example], fixed: [a] } }',
): Promise<void> {
  registry = new SiteRegistry(loadConfiguration({ FRESHET_DATA: folder }, () => yaml));
  await registry.onModuleInit();
}

beforeEach(() => {
  Logger.overrideLogger(false);
  folder = mkdtempSync(join(tmpdir(), 'freshet-sites-'));
});

afterEach(() => {
  registry.onModuleDestroy();
  rmSync(folder, { recursive: true, force: true });
});

describe('the sites', () => {
  it('are those of the configuration and those that something was imported for', async () => {
    mkdirSync(join(folder, 'history', 'cinema'), { recursive: true });
    mkdirSync(join(folder, 'tables', 'books'), { recursive: true });
    await open();
    expect(registry.names()).toEqual(['books', 'cinema', 'shop']);
    expect(registry.has('cinema')).toBe(true);
    expect(registry.has('nowhere')).toBe(false);
  });

  it('do not come from files, nor from folders that no site could be called', async () => {
    mkdirSync(join(folder, 'history', '.importing-1'), { recursive: true });
    writeFileSync(join(folder, 'history', 'notes'), '');
    await open();
    expect(registry.names()).toEqual(['shop']);
  });

  it('come and go within a second', async () => {
    await open();
    mkdirSync(join(folder, 'tables', 'later'), { recursive: true });
    await expect.poll(() => registry.has('later'), { timeout: 1000 }).toBe(true);
    rmSync(join(folder, 'tables', 'later'), { recursive: true });
    await expect.poll(() => registry.has('later'), { timeout: 1000 }).toBe(false);
  });

  it('stay known while their folder can not be read', async () => {
    mkdirSync(join(folder, 'tables', 'kept'), { recursive: true });
    mkdirSync(join(folder, 'history', 'seen'), { recursive: true });
    await open();
    rmSync(join(folder, 'tables'), { recursive: true });
    writeFileSync(join(folder, 'tables'), 'not a folder');
    mkdirSync(join(folder, 'history', 'unseen'));
    // A look that found the second history folder would also have lost the first table.
    await registry.onModuleInit();
    expect(registry.has('kept')).toBe(true);
    expect(registry.has('unseen')).toBe(false);
  });

  it('have the settings of the configuration, or the defaults', async () => {
    mkdirSync(join(folder, 'history', 'cinema'), { recursive: true });
    await open();
    expect(registry.settingsOf('shop').fixed).toEqual(['a']);
    expect(registry.settingsOf('cinema')).toMatchObject({ origins: [], fixed: [], filters: { seen: false } });
    expect(registry.has('constructor')).toBe(false);
  });

  it('allow the origins that some site has, and any once a site has none', async () => {
    await open();
    expect(registry.someAllows('https://shop.example')).toBe(true);
    expect(registry.someAllows('https://other.example')).toBe(false);
    mkdirSync(join(folder, 'history', 'cinema'), { recursive: true });
    await expect.poll(() => registry.someAllows('https://other.example')).toBe(true);
  });
});
