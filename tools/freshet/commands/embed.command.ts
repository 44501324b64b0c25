import type { Embed } from '#libs/contracts';
import { InvalidArgumentError, type Command } from 'commander';
import type { ScriptTags } from '../embed/script-tags.js';
import { printResult } from '../output.js';
import { siteName } from './option-values.js';

interface EmbedArguments {
  readonly site: string;
  readonly url: string;
  readonly readUrl?: string;
  readonly json?: true;
}

export function addEmbed(program: Command): void {
  program
    .command('embed')
    .description('prints the script tags that a page of a site needs, for a running service')
    .requiredOption('--site <site>', 'site that the pages belong to', siteName)
    .option('--url <url>', 'address of the service as pages reach it', address, 'http://localhost:3000')
    .option('--read-url <url>', 'where recommendations are asked, if elsewhere', address)
    .option('--json', 'the result as one JSON object on the last line of stdout')
    .action(runEmbed);
}

/** Reads an address that paths can follow, for commander. */
function address(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.search + url.hash === '';
  if (isPlain) return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  throw new InvalidArgumentError('It must be an address such as http://localhost:3000.');
}

async function runEmbed({ site, url, readUrl, json }: EmbedArguments): Promise<void> {
  const { askForScripts, requireSite } = await import('../embed/ask-service.js');
  const { pinnedTags, plainTags } = await import('../embed/script-tags.js');
  const scripts = await askForScripts(url);
  await requireSite(readUrl ?? url, site);
  const settings = { site, url, readUrl };
  const tags = plainTags(settings);
  const pinned = pinnedTags(settings, scripts);
  printResult({ site, url, tags, pinned, scripts }, json === true, describe(tags, pinned, scripts));
}

function describe(tags: ScriptTags, pinned: ScriptTags, { beacon, widget }: Embed): string[] {
  const size = ({ gzipBytes }: Embed['beacon']): string => `${(gzipBytes / 1000).toFixed(1)} kB compressed`;
  return [
    `Into the head of every page (${size(beacon)}):`,
    `  ${tags.beacon}`,
    `Where pages show recommendations (${size(widget)}):`,
    `  ${tags.widget}`,
    '',
    'Or held to one build by its hash; paste them anew after an update, earlier builds stay served:',
    `  ${pinned.beacon}`,
    `  ${pinned.widget}`,
  ];
}
