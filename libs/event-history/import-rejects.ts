import { randomUUID } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { RejectedRow } from './import-row.js';

/** Refused rows an import report holds itself; the file has them all. */
const REPORTED_REJECTS = 10;

/** Keeps refused rows as JSON lines in a file that appears when the import is done, and not at all without any. */
export class RejectsFile {
  readonly first: RejectedRow[] = [];
  count = 0;
  #stream: WriteStream | undefined;
  readonly #unfinished: string;

  /** @param folder where the file is written until its name is known. */
  constructor(folder: string) {
    this.#unfinished = `${folder}/.unfinished-${randomUUID()}`;
  }

  async add(rows: readonly RejectedRow[]): Promise<void> {
    for (const row of rows) {
      this.count += 1;
      if (this.first.length < REPORTED_REJECTS) this.first.push(row);
      await this.#write(`${JSON.stringify(row)}\n`);
    }
  }

  async #write(line: string): Promise<void> {
    if (this.#stream === undefined) {
      await mkdir(dirname(this.#unfinished), { recursive: true });
      this.#stream = createWriteStream(this.#unfinished);
      await once(this.#stream, 'open');
    }
    if (!this.#stream.write(line)) await once(this.#stream, 'drain');
  }

  /** @returns the path, null when no row was refused. */
  async keepAs(path: string): Promise<string | null> {
    if (this.#stream === undefined) return null;
    this.#stream.end();
    await finished(this.#stream);
    this.#stream = undefined;
    await mkdir(dirname(path), { recursive: true });
    await rename(this.#unfinished, path);
    return path;
  }

  async discard(): Promise<void> {
    this.#stream?.destroy();
    await rm(this.#unfinished, { force: true });
  }
}
