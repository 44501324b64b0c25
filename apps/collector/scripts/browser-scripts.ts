import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { FreshetError, messageOf, type Embed, type EmbeddableScript } from '#libs/contracts';
import type { ScriptShelf } from './script-shelf.js';
import { prepareFile, type FileKind, type ServedFile } from './served-file.js';

const SCRIPT = 'text/javascript; charset=utf-8';
/** Plain names: a page notices a new version within minutes, and never waits for it. */
const PLAIN = 'public, max-age=300, stale-while-revalidate=86400';
/** Names that hold the hash of their content. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

const PLAIN_FILES: Readonly<Record<string, FileKind>> = {
  'beacon.js': { contentType: SCRIPT, cacheControl: PLAIN },
  'widget.js': { contentType: SCRIPT, cacheControl: PLAIN },
  'beacon.mjs': { contentType: SCRIPT, cacheControl: PLAIN },
  'beacon.d.mts': { contentType: 'text/plain; charset=utf-8', cacheControl: PLAIN },
};
const EMBED_KIND: FileKind = { contentType: 'application/json; charset=utf-8', cacheControl: 'no-cache' };

/** @returns the folder of what the build makes for browsers. */
export function builtForBrowsers(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('#browser/beacon.js'));
  } catch (cause) {
    throw notBuilt('beacon.js', cause);
  }
}

function notBuilt(name: string, cause: unknown): FreshetError {
  const message = `${name}, which pages embed, is not built. Run 'npm run build'.`;
  return new FreshetError('FRESHET_PART_UNAVAILABLE', message, { cause });
}

/** The scripts that pages embed: this build's from memory, and what earlier builds served from the shelf. */
@Injectable()
export class BrowserScripts implements OnModuleInit {
  private readonly logger = new Logger(BrowserScripts.name);
  private readonly files = new Map<string, ServedFile>();

  /** @param folder holds every file of PLAIN_FILES. */
  constructor(
    private readonly folder: string,
    private readonly shelf: ScriptShelf,
  ) {}

  /**
   * Compresses everything once. A shelf that can't be written is no reason not to serve.
   * @throws FreshetError FRESHET_PART_UNAVAILABLE naming a script that the build did not make.
   */
  async onModuleInit(): Promise<void> {
    for (const [name, kind] of Object.entries(PLAIN_FILES)) {
      const content = await readFile(join(this.folder, name)).catch((cause: unknown) => {
        throw notBuilt(name, cause);
      });
      this.files.set(name, await prepareFile(content, kind));
    }
    const embed: Embed = { beacon: await this.addVersion('beacon'), widget: await this.addVersion('widget') };
    this.files.set('embed.json', await prepareFile(Buffer.from(JSON.stringify(embed)), EMBED_KIND));
  }

  /** @throws FreshetError FRESHET_ROUTE_UNKNOWN */
  async find(name: string): Promise<ServedFile> {
    const file = this.files.get(name) ?? (await this.fromShelf(name));
    if (file !== undefined) return file;
    const message = `There is no ${name.slice(0, 100)} here. /embed.json names the scripts that there are.`;
    throw new FreshetError('FRESHET_ROUTE_UNKNOWN', message);
  }

  private async addVersion(script: 'beacon' | 'widget'): Promise<EmbeddableScript> {
    const file = this.files.get(`${script}.js`);
    if (file === undefined) throw new Error(`${script}.js is served under its plain name first.`);
    const name = `${script}.${file.version}.js`;
    const content = file.bodies.identity;
    this.files.set(name, { ...file, cacheControl: IMMUTABLE });
    await this.shelf.keep(name, content).catch((fault: unknown) => {
      this.logger.warn(`${name} is served, but not once there is a newer build: ${messageOf(fault)}`);
    });
    return {
      url: `/${name}`,
      integrity: `sha384-${createHash('sha384').update(content).digest('base64')}`,
      bytes: content.length,
      gzipBytes: file.bodies.gzip.length,
    };
  }

  private async fromShelf(name: string): Promise<ServedFile | undefined> {
    const content = await this.shelf.read(name);
    if (content === undefined) return undefined;
    const file = await prepareFile(content, { contentType: SCRIPT, cacheControl: IMMUTABLE });
    this.files.set(name, file);
    return file;
  }
}
