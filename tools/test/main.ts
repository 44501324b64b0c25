import { SpecRun } from './spec-run.js';
import { add, closingLine, exitCode, NOTHING, type Tally } from './tally.js';
import { TestParts } from './test-parts.js';

/** What is to be undone at the end, the latest first. */
const closers: (() => Promise<void>)[] = [];

async function closeAll(): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
}

/** In place of Vite's own listeners, which end the process before the parts are stopped. */
function closeOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => void closeAll().finally(() => process.exit(130)));
  }
}

/** Where parts are missing, what needs them was skipped: said aloud, and on a CI machine a failure. */
function tallyMissing({ missing }: TestParts): Tally {
  for (const { message } of missing) {
    console.log(`\nTESTS WERE SKIPPED. ${message}\n`);
  }
  return { ...NOTHING, failed: process.env['CI'] === 'true' ? missing.length : 0 };
}

/** To be closed at the end. */
async function kept(opening: Promise<SpecRun>): Promise<SpecRun> {
  const run = await opening;
  closers.push(() => run.close());
  return run;
}

/** Pure specs run while the parts start; where no spec asks for parts, none are started. */
async function test(filters: string[]): Promise<Tally> {
  const pure = await kept(SpecRun.pure(filters));
  const sideBySide = await kept(SpecRun.sideBySide(filters));
  const inTurn = await kept(SpecRun.inTurn(filters));
  closeOnSignals();
  if (!sideBySide.hasFiles && !inTurn.hasFiles) return pure.run();

  const starting = TestParts.start();
  closers.push(async () => (await starting.catch(() => undefined))?.stop());
  const [ofPure, parts] = await Promise.all([pure.run(), starting]);
  const ofSideBySide = await sideBySide.run();
  const ofInTurn = await inTurn.run();
  return [ofPure, ofSideBySide, ofInTurn, tallyMissing(parts)].reduce(add);
}

async function main(): Promise<void> {
  let tally: Tally = NOTHING;
  try {
    tally = await test(process.argv.slice(2));
  } catch (error) {
    console.error(error);
    tally = { ...NOTHING, failed: 1 };
  }
  await closeAll().catch((error: unknown) => {
    console.error(error);
    tally = add(tally, { ...NOTHING, failed: 1 });
  });
  if (tally.passed + tally.failed === 0) console.log('\nNo test ran.');
  const code = exitCode(tally);
  // Exits once the line is out: a pipe takes it later than the call returns.
  process.stdout.write(`${closingLine(tally)}\n`, () => process.exit(code));
}

await main();
