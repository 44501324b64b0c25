import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StackAddresses } from '../../tools/stack/stack.js';
import { scratchFolder, type ScratchFolder } from '../scratch-folder.js';
import { EVERYBODY_ADMITTED } from '../test-bed.js';
import { runCommand, startCommand, type RunningCommand } from './child-command.js';

const FRESHET = 'tools/freshet/main.js';
const REAL_SET = 'diginetica';

/** A site with learned tables on a stack of its own. */
export class MeasuredSite {
  private stack: RunningCommand | undefined;

  private constructor(
    readonly name: string,
    /** File of recorded sessions; undefined where those of the demo site are to be invented. */
    readonly sessions: string | undefined,
    private readonly folder: ScratchFolder,
  ) {}

  /**
   * Learns tables: of a real shop's clicks where FRESHET_EVAL_DATA has them, else of the demo site.
   * @throws Error when a command fails; it has said why on stderr.
   */
  static async prepare(log: (line: string) => void): Promise<MeasuredSite> {
    const folder = await scratchFolder();
    await writeFile(join(folder.path, 'freshet.yaml'), EVERYBODY_ADMITTED);
    const set = join(process.env['FRESHET_EVAL_DATA'] ?? '', REAL_SET);
    const isReal = existsSync(join(set, 'train.csv.gz'));
    const site = new MeasuredSite(
      isReal ? REAL_SET : 'demo',
      isReal ? join(set, 'test.csv.gz') : undefined,
      folder,
    );
    log(
      isReal
        ? `learning the tables of the demo site and of ${REAL_SET}, three minutes`
        : 'learning the tables of the demo site, two minutes; FRESHET_EVAL_DATA would name a folder with real clicks',
    );
    await site.run('tools/seed/main.js', []);
    // A stack learns tables of the demo site that were only counted: that would run beside what is measured.
    await site.learn('demo');
    if (isReal) {
      await site.run(FRESHET, ['import', join(set, 'train.csv.gz'), '--site', REAL_SET]);
      await site.learn(REAL_SET);
    }
    return site;
  }

  get data(): string {
    return join(this.folder.path, 'data');
  }

  async startStack(): Promise<StackAddresses> {
    this.stack = await startCommand('tools/stack/main.js', [], this.environment);
    return JSON.parse(this.stack.firstLine) as StackAddresses;
  }

  async stopStack(): Promise<void> {
    await this.stack?.stop();
    this.stack = undefined;
  }

  async remove(): Promise<void> {
    await this.stopStack();
    await this.folder.remove();
  }

  private async learn(name: string): Promise<void> {
    await this.run(FRESHET, ['build', '--site', name]);
    // The gate would learn a second time to compare.
    await this.run(FRESHET, ['publish', '--site', name, '--force']);
  }

  private async run(main: string, args: readonly string[]): Promise<void> {
    const { exitCode } = await runCommand(main, args, this.environment);
    if (exitCode !== 0) throw new Error(`${main} ${args.join(' ')} ended with ${exitCode}.`);
  }

  /** Undefined takes away what the environment of the measuring command says. */
  private get environment(): NodeJS.ProcessEnv {
    return {
      FRESHET_DATA: this.data,
      FRESHET_CONFIG: join(this.folder.path, 'freshet.yaml'),
      FRESHET_LOG_LEVEL: 'warn',
      FRESHET_KAFKA_BROKERS: undefined,
      FRESHET_REDIS_URL: undefined,
      FRESHET_ADMIN_TOKEN: undefined,
      PORT: undefined,
    };
  }
}
