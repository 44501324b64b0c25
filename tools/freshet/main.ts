import { Command, CommanderError } from 'commander';
import { addEmbed } from './commands/embed.command.js';
import { addEvaluate } from './commands/evaluate.command.js';
import { addExperiments } from './commands/experiments.commands.js';
import { addImport } from './commands/import.command.js';
import { addReplay } from './commands/replay.command.js';
import { addTables } from './commands/tables.commands.js';
import { EXIT, printFault } from './output.js';

const program = new Command('npm run freshet --')
  .description("Freshet's command line: history in, tables out, and what they are worth.")
  .showHelpAfterError()
  .exitOverride();

addEmbed(program);
addImport(program);
addTables(program);
addEvaluate(program);
addReplay(program);
addExperiments(program);

try {
  await program.parseAsync();
} catch (fault) {
  // Commander has said what it could not understand; asking for help is no fault.
  if (fault instanceof CommanderError) process.exitCode = fault.exitCode === 0 ? 0 : EXIT.usage;
  else printFault(fault, process.argv.includes('--json'));
}
