import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page of the site, as its authors wrote it. */
export interface SitePage {
  readonly head?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, in place of head and body: another file of the site, whose type the headers name. */
  readonly file?: string | Buffer;
}

/** A site's own web server, on another origin and another site (in the browser's sense) than the service. */
export class PageServer {
  private readonly pages = new Map<string, SitePage>();

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<PageServer> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    // Browsers take names under localhost to this machine themselves, and hold such pages to be secure contexts.
    const origin = `http://shop.localhost:${(server.address() as AddressInfo).port}`;
    const pages = new PageServer(server, origin);
    server.on('request', ({ url = '/' }, answer) => {
      const page = pages.pages.get(new URL(url, origin).pathname);
      answer.writeHead(page === undefined ? 404 : 200, {
        'content-type': 'text/html; charset=utf-8',
        ...page?.headers,
      });
      answer.end(page === undefined ? '' : (page.file ?? htmlOf(page)));
    });
    return pages;
  }

  /** @returns the page's address */
  put(path: string, page: SitePage): string {
    this.pages.set(path, page);
    return `${this.origin}${path}`;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

/** The icon is named so that browsers don't ask for one. */
function htmlOf({ head = '', body = '' }: SitePage): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
${head}</head><body>
${body}
</body></html>`;
}
