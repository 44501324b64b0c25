import { createHash } from 'node:crypto';
import { FreshetError } from '#libs/contracts';
import { parseBlend, type Blend, type RankingScores } from '#libs/blending';
import type { CountingParameters } from './counting-parameters.js';
import { TABLE_FILES } from './table-files.js';

/** Raised when a reader of before could not read what is written now. */
export const TABLE_FORMAT = 3;
export const MANIFEST_FILE = 'manifest.json';

/** What a version is made of. The same history and parameters give the same bytes; what may differ stands in `build.json`. */
export interface Manifest {
  readonly format: typeof TABLE_FORMAT;
  readonly site: string;
  /** Time of the newest event and a hash of this manifest: the name of the folder. */
  readonly version: string;
  readonly counted: Counted;
  readonly parameters: CountingParameters;
  readonly blend: Blend;
  /** `fixed`: the setting every site starts with; `learned`: from its own newest sessions. */
  readonly blendOrigin: 'fixed' | 'learned';
  readonly learning: LearningReport;
  /**
   * What its weights are worth: HR@20 and MRR@20 on newest sessions that no weight was fitted to, with tables and embeddings of those
   * before; how many trees are kept was decided on them. Null where learning left none, or was not wanted.
   */
  readonly scores: RankingScores | null;
  readonly files: Readonly<Record<string, FileEntry>>;
}

/** A part of what is learned; `everything` leaves counted tables and the blend that every site starts with. */
export type LearnedPart = 'embedding' | 'traits' | 'trees' | 'everything';

/** What was learned from the site's history, and why not more. */
export interface LearningReport {
  readonly seed: number;
  /** What nobody wanted learned: a setting, as the seed is. */
  readonly without: readonly LearnedPart[];
  /** In words, one reason each: what was left out, and why. */
  readonly leftOut: readonly string[];
  /** Slices of newest sessions that were held out from tables and embeddings of their own. */
  readonly slices: number;
  readonly sliceSessions: number;
  /** Cases that the first score and the trees were fitted to. */
  readonly blendCases: number;
  readonly treeCases: number;
  readonly trees: number;
  /** Mean of 1 / log2(1 + rank) on sessions that no tree was grown on: the first score's order, and the trees'. */
  readonly treeGain: readonly [before: number, after: number] | null;
}

export interface Counted {
  readonly sessions: number;
  /** Interactions of the sessions: views, watches, carts and purchases after strengthening. */
  readonly interactions: number;
  readonly items: number;
  /** Entries of all neighbour rows. */
  readonly neighbours: number;
  /** Whole seconds since 1970, null without interactions. */
  readonly firstAtSeconds: number | null;
  readonly lastAtSeconds: number | null;
}

export interface FileEntry {
  readonly bytes: number;
  readonly sha256: string;
}

/** Eight hex digits: two builds of different content by one name would need the same second and a chance of 1 in 4 billion. */
const HASH_DIGITS = 8;
const VERSION_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z-[0-9a-f]{8}$/;

export function isVersion(text: unknown): text is string {
  return typeof text === 'string' && VERSION_PATTERN.test(text);
}

/** Gives a manifest its name. */
export function named(manifest: Omit<Manifest, 'version'>): Manifest {
  const { format, site, ...rest } = manifest;
  return { format, site, version: versionOf(manifest), ...rest };
}

/** The manifest as it is written. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function versionOf({ counted, ...rest }: Omit<Manifest, 'version'>): string {
  const hash = createHash('sha256')
    .update(JSON.stringify({ counted, ...rest }))
    .digest('hex');
  const newest = new Date((counted.lastAtSeconds ?? 0) * 1000).toISOString();
  return `${newest.slice(0, 19).replaceAll(':', '-')}Z-${hash.slice(0, HASH_DIGITS)}`;
}

/**
 * Takes a manifest from its file. Its name is a hash of it, so any change to it shows.
 * @throws FreshetError FRESHET_TABLES_CORRUPT
 */
export function parseManifest(text: string, folderName: string): Manifest {
  const { version, ...content } = contentOf(text, folderName);
  if (content.format !== TABLE_FORMAT)
    throw corrupt(folderName, `its format is ${String(content.format)}, this program reads ${TABLE_FORMAT}`);
  if (version !== folderName || version !== nameOf(content, folderName))
    throw corrupt(folderName, `${MANIFEST_FILE} is not the one that was written`);
  const manifest = { ...(content as Omit<Manifest, 'version'>), version };
  const missing = TABLE_FILES.find((file) => manifest.files[file] === undefined);
  if (missing !== undefined) throw corrupt(folderName, `${MANIFEST_FILE} does not list ${missing}`);
  return { ...manifest, blend: parseBlend(manifest.blend) };
}

/** What stands in the file, before it is known to be a manifest. */
type Unchecked = Partial<Record<keyof Manifest, unknown>>;

function contentOf(text: string, folderName: string): Unchecked {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json;
  } catch (cause) {
    throw corrupt(folderName, `${MANIFEST_FILE} is not JSON`, cause);
  }
  throw corrupt(folderName, `${MANIFEST_FILE} is not a JSON object`);
}

function nameOf(content: Unchecked, folderName: string): string {
  try {
    return versionOf(content as Omit<Manifest, 'version'>);
  } catch (cause) {
    throw corrupt(folderName, `${MANIFEST_FILE} is not the one that was written`, cause);
  }
}

export function corrupt(version: string, reason: string, cause?: unknown): FreshetError {
  return new FreshetError(
    'FRESHET_TABLES_CORRUPT',
    `Tables ${version} can't be used: ${reason}. Build again, or roll back to the version before.`,
    { cause },
  );
}
