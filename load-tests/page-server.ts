import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
};

export interface PageServer {
  /** An origin of its own, as a shop's pages have beside the service's. */
  readonly url: string;
  close(): Promise<void>;
}

/** @param pages what is answered at a path: a file of `pages/`, and what changes its text. All else is 404. */
export async function servePages(
  pages: Readonly<Record<string, { file: string; fill?: (text: string) => string }>>,
): Promise<PageServer> {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ''];
    if (page === undefined) response.writeHead(404).end();
    else send(response, page.file, page.fill);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function send(response: ServerResponse, file: string, fill = (text: string) => text): void {
  const text = readFileSync(new URL(`pages/${file}`, import.meta.url), 'utf8');
  response.writeHead(200, { 'content-type': CONTENT_TYPES[extname(file)] ?? 'text/plain' }).end(fill(text));
}
