import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FreshetError, isSite } from '#libs/contracts';
import type { BuiltTables } from './build-tables.js';
import { isVersion } from './manifest.js';
import { notEmpty, type GateOpinion, type GateRecord, type PublishGate } from './publish-gate.js';
import type { ReadingPace } from './read-table-files.js';
import { readTables, type OpenTables } from './read-tables.js';
import { readPointer, writePointer, type PointerMove, type VersionPointer } from './version-pointer.js';
import { BUILD_FILE, removeFolder, writeTables, type BuildNote } from './write-tables.js';

export interface VersionStoreOptions {
  /** FRESHET_DATA: versions are `<dataFolder>/tables/<site>/<version>/`. */
  readonly dataFolder: string;
  /** Versions kept of a site. What serves, what served before it and what was built last always stay. */
  readonly keepVersions?: number;
  /** Asked before versions are removed: those that somebody else relies on, which stay as well; null where nobody can tell, and all stay. */
  readonly reliedOn?: (site: string) => Promise<ReadonlySet<string> | null>;
}

export interface VersionEntry {
  readonly version: string;
  /** ISO time of its last build. */
  readonly builtAt: string;
  readonly current: boolean;
  /** Where rolling back would lead. */
  readonly previous: boolean;
}

export interface PublishOptions {
  /** Left out: the version built last. */
  readonly version?: string | undefined;
  /** Publishes without asking the gates, and keeps that it did. What can't be read can't serve, forced or not. */
  readonly force?: boolean | undefined;
  /** Asked in turn until one objects; left out: whether the version is empty. */
  readonly gates?: readonly PublishGate[];
}

export interface PointerChange {
  readonly version: string;
  /** What served before, null for a first version. */
  readonly replaced: string | null;
}

export interface Publication extends PointerChange {
  readonly gate: GateRecord;
}

const KEEP_VERSIONS = 5;
const nothingElse = (): Promise<ReadonlySet<string>> => Promise.resolve(new Set());

/** The versions of every site's tables, and which of them serve. Any number of readers; one writer a site at a time. */
export class VersionStore {
  private readonly tablesFolder: string;
  private readonly keepVersions: number;
  private readonly reliedOn: (site: string) => Promise<ReadonlySet<string> | null>;

  constructor({ dataFolder, keepVersions = KEEP_VERSIONS, reliedOn = nothingElse }: VersionStoreOptions) {
    this.tablesFolder = join(dataFolder, 'tables');
    this.keepVersions = keepVersions;
    this.reliedOn = reliedOn;
  }

  /** Keeps a version; it serves once it is published. @returns its name. */
  async add(built: BuiltTables, note: BuildNote): Promise<string> {
    const { site, version } = built.manifest;
    await writeTables(this.folderOf(site), built, note);
    await this.prune(site, await this.pointerOrNone(site));
    return version;
  }

  /** Reads one small file: cheap enough to ask every second. @returns null where nothing is published. */
  async currentVersion(site: string): Promise<string | null> {
    return (await readPointer(this.folderOf(site)))?.version ?? null;
  }

  /** @throws FreshetError FRESHET_TABLES_MISSING, FRESHET_TABLES_CORRUPT */
  open(site: string, version: string, pace?: ReadingPace): Promise<OpenTables> {
    return readTables(join(this.folderOf(site), version), pace);
  }

  /** Versions of a site, built last first. */
  async list(site: string): Promise<VersionEntry[]> {
    const folder = this.folderOf(site);
    const pointer = await readPointer(folder);
    const versions = (await namesIn(folder)).filter(isVersion);
    const entries = await Promise.all(
      versions.map(async (version) => ({
        version,
        builtAt: await builtAtOf(join(folder, version)),
        current: version === pointer?.version,
        previous: version === pointer?.previous[0],
      })),
    );
    return entries.sort((a, b) => compare(b.builtAt, a.builtAt) || compare(b.version, a.version));
  }

  /** Sites that have tables or once had. */
  async sites(): Promise<string[]> {
    return (await namesIn(this.tablesFolder)).filter(isSite).sort();
  }

  /**
   * Makes a version the one that serves.
   * @throws FreshetError FRESHET_PUBLISH_REFUSED where a gate objects, FRESHET_TABLES_MISSING, FRESHET_TABLES_CORRUPT.
   */
  async publish(site: string, nowMs: number, options: PublishOptions = {}): Promise<Publication> {
    const version = options.version ?? (await this.list(site))[0]?.version;
    if (version === undefined) throw nothingBuilt(site);
    const pointer = await this.pointerOrNone(site);
    const candidate = await this.open(site, version);
    if (pointer?.version === version) return { version, replaced: version, gate: UNCHANGED };
    const gate = await this.passGates(site, candidate, pointer, options);
    await this.mustStillServe(site, pointer, candidate);
    const previous = pointer
      ? [pointer.version, ...pointer.previous].filter((other) => other !== version)
      : [];
    const next = { version, previous, history: pointer?.history ?? [] };
    await this.move(site, next, { action: 'publish', version, at: isoTime(nowMs), gate });
    return { version, replaced: pointer?.version ?? null, gate };
  }

  /** Lets the version before serve again. @throws FreshetError FRESHET_TABLES_MISSING where there is none. */
  async rollback(site: string, nowMs: number): Promise<PointerChange> {
    const pointer = await readPointer(this.folderOf(site));
    const [version, ...previous] = pointer?.previous ?? [];
    if (!pointer || version === undefined) throw nothingBefore(site, pointer);
    await this.open(site, version);
    const next = { version, previous, history: pointer.history };
    await this.move(site, next, { action: 'rollback', version, at: isoTime(nowMs) });
    return { version, replaced: pointer.version };
  }

  private async move(site: string, pointer: VersionPointer, move: PointerMove): Promise<void> {
    const previous = pointer.previous.slice(0, Math.max(1, this.keepVersions - 1));
    const moved = { ...pointer, previous };
    await writePointer(this.folderOf(site), moved, move);
    await this.prune(site, moved);
  }

  /** Published versions are kept as far as rolling back leads, others where there is room, and always the one built last. */
  private async prune(site: string, pointer: VersionPointer | null): Promise<void> {
    const published = pointer ? [pointer.version, ...pointer.previous] : [];
    const entries = await this.list(site);
    const others = entries.filter(({ version }) => !published.includes(version));
    const surplus = others.slice(Math.max(0, this.keepVersions - published.length));
    if (surplus.length === 0) return;
    const reliedOn = await this.reliedOn(site);
    if (reliedOn === null) return;
    for (const { version } of surplus)
      if (version !== entries[0]?.version && !reliedOn.has(version))
        await removeFolder(this.folderOf(site), join(this.folderOf(site), version));
  }

  private async passGates(
    site: string,
    candidate: OpenTables,
    pointer: VersionPointer | null,
    { force, gates = [notEmpty] }: PublishOptions,
  ): Promise<GateRecord> {
    if (force === true) return { verdict: 'forced', why: 'the gate was not asked', comparison: null };
    const current = pointer ? await this.open(site, pointer.version).catch(nullWhereUnusable) : null;
    const opinions: GateOpinion[] = [];
    for (const gate of gates) {
      const opinion = await gate(candidate, current);
      if (opinion.objections.length > 0) throw refused(site, candidate, opinion.objections);
      opinions.push(opinion);
    }
    return recordOf(opinions);
  }

  /** A gate may take minutes, in which somebody else may publish or roll back. */
  private async mustStillServe(
    site: string,
    compared: VersionPointer | null,
    candidate: OpenTables,
  ): Promise<void> {
    const now = await this.pointerOrNone(site);
    if (now === null || now.version === compared?.version) return;
    throw refused(site, candidate, [
      `${now.version} began to serve while it was compared with what served before: publish again`,
    ]);
  }

  /** Publishing repairs a pointer that can't be read. */
  private pointerOrNone(site: string): Promise<VersionPointer | null> {
    return readPointer(this.folderOf(site)).catch(nullWhereUnusable);
  }

  private folderOf(site: string): string {
    if (isSite(site)) return join(this.tablesFolder, site);
    throw new FreshetError('FRESHET_SITE_UNKNOWN', `${JSON.stringify(site)} can't be a site.`);
  }
}

const UNCHANGED: GateRecord = { verdict: 'unchanged', why: 'it served already', comparison: null };

function recordOf(opinions: readonly GateOpinion[]): GateRecord {
  const comparison = opinions.find((opinion) => opinion.comparison)?.comparison ?? null;
  if (comparison) return { verdict: 'passed', why: null, comparison };
  const why = opinions.find(({ notCompared }) => notCompared !== undefined)?.notCompared;
  return { verdict: 'not-compared', why: why ?? 'no gate compares', comparison: null };
}

function refused(site: string, { manifest }: OpenTables, reasons: readonly string[]): FreshetError {
  const message = `${manifest.version} is not published for ${site}: ${reasons.join('; ')}.`;
  return new FreshetError('FRESHET_PUBLISH_REFUSED', message, { details: reasons });
}

function isoTime(nowMs: number): string {
  return new Date(nowMs).toISOString();
}

function nullWhereUnusable(error: unknown): null {
  if (error instanceof FreshetError) return null;
  throw error;
}

async function builtAtOf(folder: string): Promise<string> {
  try {
    const { builtAt } = JSON.parse(await readFile(join(folder, BUILD_FILE), 'utf8')) as { builtAt?: unknown };
    if (typeof builtAt === 'string') return builtAt;
  } catch {
    // The note is for people; without it the folder's own time does.
  }
  return (await stat(folder)).mtime.toISOString();
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function nothingBuilt(site: string): FreshetError {
  return new FreshetError(
    'FRESHET_TABLES_MISSING',
    `No tables were built for ${site}. Import history, then build.`,
  );
}

function nothingBefore(site: string, pointer: VersionPointer | null): FreshetError {
  const message = pointer
    ? `${pointer.version} is the first version that ${site} published: there is nothing to roll back to.`
    : `${site} has published nothing, so there is nothing to roll back.`;
  return new FreshetError('FRESHET_TABLES_MISSING', message);
}
