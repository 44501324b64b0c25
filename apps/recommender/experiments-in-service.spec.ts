import { describe, expect, it, vi, type Mock } from 'vitest';
import { ExperimentsInService, type ExperimentsSource } from './experiments-in-service.js';

const SESSION = { session: 'session-1', visitor: undefined };

/** A file with one running experiment. */
function fileOf(key: string): string {
  return `experiments: [{ key: ${key}, hypothesis: It matters, site: demo, status: running, variations: [{ key: x }, { key: y }] }]`;
}

/** A file that a test writes, looked at when the test says so. */
class WrittenFile implements ExperimentsSource {
  readonly path = 'experiments.yaml';
  text: string | null | Error;

  constructor(
    text: string | null,
    readonly isNamed = false,
  ) {
    this.text = text;
  }

  read(): Promise<string | null> {
    return this.text instanceof Error ? Promise.reject(this.text) : Promise.resolve(this.text);
  }
}

interface Watched {
  readonly experiments: ExperimentsInService;
  readonly refused: Mock;
  readonly changed: Mock;
  /** What is running, after so many looks. */
  readonly running: (looks: number) => Promise<string[]>;
}

async function watch(file: WrittenFile, prepare = (): Promise<void> => Promise.resolve()): Promise<Watched> {
  const [refused, changed] = [vi.fn(), vi.fn()];
  const experiments = new ExperimentsInService(file, 1e9, { prepare, changed, refused });
  await experiments.start();
  await experiments.stop();
  const running = async (looks: number): Promise<string[]> => {
    for (let look = 0; look < looks; look++) await experiments.look();
    return Object.keys(experiments.current.planFor('demo', SESSION).names);
  };
  return { experiments, refused, changed, running };
}

describe('The experiments in service', () => {
  it('are those of the file when it starts, at once, and of its next state after two looks', async () => {
    const file = new WrittenFile(fileOf('one'));
    const { running, experiments, changed } = await watch(file);
    expect(await running(0)).toEqual(['one']);
    const { revision } = experiments.current;
    file.text = fileOf('two');
    expect(await running(1)).toEqual(['one']);
    expect(await running(1)).toEqual(['two']);
    expect(experiments.current.revision).not.toBe(revision);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('are never those of a file that is half written', async () => {
    const file = new WrittenFile(fileOf('one'));
    const { running, refused } = await watch(file);
    file.text = 'experiments: []';
    expect(await running(1)).toEqual(['one']);
    file.text = 'experiments: [{';
    expect(await running(1)).toEqual(['one']);
    file.text = fileOf('two');
    expect(await running(2)).toEqual(['two']);
    expect(refused).not.toHaveBeenCalled();
  });

  it('stay when the file has mistakes, each told once with its line, and recover', async () => {
    const file = new WrittenFile(fileOf('one'));
    const { running, refused, experiments } = await watch(file);
    file.text = 'experiments:\n  - key: two\n    coverage: 7\n';
    expect(await running(6)).toEqual(['one']);
    expect(refused).toHaveBeenCalledTimes(1);
    const [complaint, problems] = refused.mock.calls[0] as [string, number];
    expect(problems).toBeGreaterThan(1);
    expect(complaint).toContain('experiments.yaml:3:15: experiments[0].coverage must be at most 1; it is 7.');
    expect(complaint).toContain(`Revision ${experiments.current.revision} goes on.`);
    expect(experiments.complaint).toBe(complaint);
    file.text = fileOf('one');
    expect(await running(2)).toEqual(['one']);
    expect(experiments.complaint).toBeNull();
  });

  it('are none where there is no file, which is a mistake only of one that was named', async () => {
    const unnamed = await watch(new WrittenFile(null));
    expect([await unnamed.running(2), unnamed.experiments.complaint]).toEqual([[], null]);
    expect(unnamed.experiments.current.revision).toBe('e3b0');
    const named = await watch(new WrittenFile(null, true));
    expect(named.experiments.complaint).toContain('experiments.yaml is not there');
  });

  it('stay when the file vanishes or can not be read, and recover when it is as it was', async () => {
    const file = new WrittenFile(fileOf('one'));
    const { running, refused, experiments } = await watch(file);
    file.text = null;
    expect(await running(3)).toEqual(['one']);
    file.text = new Error('permission denied');
    expect(await running(3)).toEqual(['one']);
    expect(experiments.complaint).toContain("experiments.yaml can't be read: permission denied");
    expect(refused).toHaveBeenCalledTimes(2);
    file.text = fileOf('one');
    expect(await running(2)).toEqual(['one']);
    expect(experiments.complaint).toBeNull();
  });

  it('serve once what they need is ready', async () => {
    const file = new WrittenFile(fileOf('one'));
    let ready: () => void = () => undefined;
    const prepare = vi.fn(() => Promise.resolve());
    const { running } = await watch(file, prepare);
    prepare.mockReturnValueOnce(new Promise<void>((resolve) => (ready = resolve)));
    file.text = fileOf('two');
    expect(await running(1)).toEqual(['one']);
    const looking = running(1);
    await vi.waitFor(() => expect(prepare).toHaveBeenCalledTimes(2));
    expect(await running(0)).toEqual(['one']);
    ready();
    expect(await looking).toEqual(['two']);
  });
});
