import { Command } from 'commander';
import { printFault } from '../tools/freshet/output.js';
import { browseCommand } from './commands/browse.command.js';
import { buildCommand } from './commands/build.command.js';
import { capacityCommand } from './commands/capacity.command.js';
import { burstCommand } from './commands/burst.command.js';
import { catalogueCommand } from './commands/catalogue.command.js';
import { clickToSlateCommand } from './commands/click-to-slate.command.js';
import { collectCommand } from './commands/collect.command.js';
import { compareCommand } from './commands/compare.command.js';
import { consumeCommand } from './commands/consume.command.js';
import { freshnessCommand } from './commands/freshness.command.js';
import { layoutsCommand } from './commands/layouts.command.js';
import { pageCostCommand } from './commands/page-cost.command.js';
import { readCommand } from './commands/read.command.js';
import { reportCommand } from './commands/report.command.js';
import { scoringCommand } from './commands/scoring.command.js';
import { soakCommand } from './commands/soak.command.js';
import { startCommand } from './commands/start.command.js';
import { staircaseCommand } from './commands/staircase.command.js';

const program = new Command('npm run load --')
  .description(
    'Load tests. What they send to a running Freshet is marked as a test, so tables and statistics leave it out.',
  )
  .addCommand(browseCommand())
  .addCommand(buildCommand())
  .addCommand(burstCommand())
  .addCommand(capacityCommand())
  .addCommand(catalogueCommand())
  .addCommand(clickToSlateCommand())
  .addCommand(collectCommand())
  .addCommand(compareCommand())
  .addCommand(consumeCommand())
  .addCommand(freshnessCommand())
  .addCommand(layoutsCommand())
  .addCommand(pageCostCommand())
  .addCommand(readCommand())
  .addCommand(reportCommand())
  .addCommand(scoringCommand())
  .addCommand(soakCommand())
  .addCommand(staircaseCommand())
  .addCommand(startCommand());

// An end that runs what is to be done at the end: parts stop, scratch folders go, the cursor comes back.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

try {
  await program.parseAsync();
} catch (fault) {
  printFault(fault, process.argv.includes('--json'));
}
