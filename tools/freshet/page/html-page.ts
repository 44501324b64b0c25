import { readFile } from 'node:fs/promises';
import { escaped } from './escaped.js';

export interface HtmlPage {
  readonly title: string;
  /** Style sheets beside the common one. */
  readonly styles?: readonly URL[];
  /** HTML of everything that is seen. */
  readonly body: string;
}

/** @returns one page of HTML that needs nothing beside itself: no script, no address. */
export async function htmlPage({ title, styles = [], body }: HtmlPage): Promise<string> {
  const files = [new URL('page.css', import.meta.url), ...styles];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
${texts.join('\n')}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
