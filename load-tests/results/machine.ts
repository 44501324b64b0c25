import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** What figures were measured on, and of which versions. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  /** By name: node, freshet with its commit where it is known, and the libraries that a request goes through. */
  readonly versions: Readonly<Record<string, string>>;
}

const TOLD = ['@nestjs/core', 'fastify', 'ioredis', 'kafkajs', 'lmdb', 'autocannon'] as const;

export async function describeMachine(): Promise<Machine> {
  const libraries = await Promise.all(TOLD.map(async (name) => [name, await versionOf(name)] as const));
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
    versions: { freshet: await ownVersion(), node: process.versions.node, ...Object.fromEntries(libraries) },
  };
}

async function ownVersion(): Promise<string> {
  const version = await versionIn(foldersAbove().map((folder) => dirname(folder)));
  const commit = await promisify(execFile)('git', ['rev-parse', '--short', 'HEAD'])
    .then(({ stdout }) => stdout.trim())
    // A deployment is no checkout.
    .catch(() => undefined);
  return commit === undefined ? version : `${version} (${commit})`;
}

/** Not every package exports its package.json, so it is looked for where Node would look for the package. */
function versionOf(name: string): Promise<string> {
  return versionIn(foldersAbove().map((folder) => join(folder, name)));
}

async function versionIn(folders: readonly string[]): Promise<string> {
  for (const folder of folders) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
  }
  return 'unknown';
}

/** Every `node_modules` that is asked for a package, the nearest first. */
function foldersAbove(): readonly string[] {
  return createRequire(import.meta.url).resolve.paths('any-package') ?? [];
}
