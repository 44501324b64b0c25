import { messageOf } from '#libs/contracts';
import { loadConfiguration } from '#libs/runtime';
import { ensureDemoSite } from '../../apps/standalone/demo-site.js';

const log = (line: string): void => void process.stderr.write(`seed: ${line}\n`);

/** Gives the demo site its history and tables, then ends: for deployments whose apps share a data folder. */
try {
  await ensureDemoSite(loadConfiguration(), log);
} catch (fault) {
  log(messageOf(fault));
  process.exitCode = 1;
}
