import { availableParallelism } from 'node:os';
import { createVitest, type InlineConfig, type TestModule, type Vitest } from 'vitest/node';
import { SIDE_BY_SIDE } from './side-by-side.js';
import { add, NOTHING, type Tally } from './tally.js';

const ROOMS = '{apps,libs,tools,load-tests}/**';
const PURE = [`${ROOMS}/*.spec.ts`];
/** Journeys take seconds each, several at once share the machine, and what they wait for has a patience of its own. */
const REAL_TIMEOUT_MS = 60_000;
const REAL = [`${ROOMS}/*.int-spec.ts`, `${ROOMS}/*.e2e-spec.ts`];

/** By itself Vitest leaves one processor free, which of two is half of the machine. */
function workers(count: number): InlineConfig {
  return { minWorkers: count, maxWorkers: count };
}

/** A file that failed outside of its tests (an import, a hook) counts as a failed test. */
function tallyModule(module: TestModule): Tally {
  const count = (state: 'passed' | 'failed' | 'skipped'): number =>
    [...module.children.allTests(state)].length;
  const failed = count('failed');
  const outside = module.state() === 'failed' && failed === 0 ? 1 : 0;
  return { passed: count('passed'), failed: failed + outside, skipped: count('skipped') };
}

/** One kind of spec files, narrowed down to those asked for, to be run once. */
export class SpecRun {
  private constructor(
    private readonly vitest: Vitest,
    private readonly filters: string[],
    /** False when no file of this kind matches. */
    readonly hasFiles: boolean,
  ) {}

  private static async open(filters: string[], config: InlineConfig): Promise<SpecRun> {
    const vitest = await createVitest('test', { watch: false, ...config });
    const files = await vitest.globTestSpecifications(filters);
    return new SpecRun(vitest, filters, files.length > 0);
  }

  /**
   * Specs that touch nothing outside of their process: as many at once as there are processors. Files share a process and what
   * it has imported, which would otherwise take a third of their time.
   */
  static pure(filters: string[]): Promise<SpecRun> {
    return SpecRun.open(filters, { include: PURE, isolate: false, ...workers(availableParallelism()) });
  }

  /** Specs against real parts that may run beside another one: two at once, each in a process of its own. */
  static sideBySide(filters: string[]): Promise<SpecRun> {
    return SpecRun.open(filters, {
      include: SIDE_BY_SIDE,
      testTimeout: REAL_TIMEOUT_MS,
      ...workers(Math.min(2, availableParallelism())),
    });
  }

  /**
   * All other specs against real parts, one file after the other: together they would measure one another. They share a process, too: what they import
   * took an eighth of their time.
   */
  static inTurn(filters: string[]): Promise<SpecRun> {
    return SpecRun.open(filters, {
      include: REAL,
      exclude: SIDE_BY_SIDE,
      testTimeout: REAL_TIMEOUT_MS,
      isolate: false,
      fileParallelism: false,
    });
  }

  /** Runs the files; what goes wrong outside of any test counts as a failed one. */
  async run(): Promise<Tally> {
    if (!this.hasFiles) return NOTHING;
    const { testModules, unhandledErrors } = await this.vitest.start(this.filters);
    const outside = { ...NOTHING, failed: unhandledErrors.length };
    return testModules.map(tallyModule).reduce(add, outside);
  }

  close(): Promise<void> {
    return this.vitest.close();
  }
}
