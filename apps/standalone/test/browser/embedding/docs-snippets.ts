import { readFile } from 'node:fs/promises';

const PAGE = new URL('../../../../../docs/embedding.md', import.meta.url);
/** A fence, its language, and the name that stands behind it. */
const FENCE = /^```(\w+)(?: name=(\S+))?\n([\s\S]*?)^```$/gm;

/** What the docs' snippets say in place of a user's own service and site. */
const DOCS = { service: 'http://localhost:3000', site: /\bdemo\b/g };

/** Where a snippet is tried. */
export interface SnippetPlace {
  readonly serviceUrl: string;
  readonly site: string;
}

/** The code of docs/embedding.md, by the names that its fences carry. */
export class DocsSnippets {
  private readonly taken = new Set<string>();

  private constructor(private readonly codes: ReadonlyMap<string, string>) {}

  /** @throws Error for a fence without a name, or with another one's */
  static async read(): Promise<DocsSnippets> {
    const codes = new Map<string, string>();
    for (const [fence, , name, code = ''] of (await readFile(PAGE, 'utf8')).matchAll(FENCE)) {
      if (name === undefined || codes.has(name))
        throw new Error(`Give this snippet a name of its own:\n${fence}`);
      codes.set(name, code);
    }
    return new DocsSnippets(codes);
  }

  /** The snippet as it stands in the docs. */
  raw(name: string): string {
    const code = this.codes.get(name);
    if (code === undefined) throw new Error(`docs/embedding.md has no snippet ${name}.`);
    this.taken.add(name);
    return code;
  }

  /** The snippet as a user of that service and site would write it. */
  at({ serviceUrl, site }: SnippetPlace, name: string): string {
    return this.raw(name).replaceAll(DOCS.service, serviceUrl).replace(DOCS.site, site);
  }

  get untried(): string[] {
    return [...this.codes.keys()].filter((name) => !this.taken.has(name));
  }
}
