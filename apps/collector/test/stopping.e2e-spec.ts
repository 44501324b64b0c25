import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postBatch, someBatch, someEvent } from './collector-under-test.js';

/** Built by `npm test` before the tests, like every service. */
const PROGRAM = fileURLToPath(
  new URL('../../../dist/apps/collector/test/collector-process.js', import.meta.url),
);
const STOP_MS_MAX = 2000;

interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly url?: string;
  readonly code?: string;
}

let folder: string;
let child: ChildProcess | undefined;
let stderr: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'freshet-stopping-'));
});

afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

function run(log: string, env: Record<string, string> = {}): ChildProcess {
  stderr = '';
  const variables = { PATH: process.env['PATH'], PORT: '0', HOST: '127.0.0.1', FRESHET_DATA: folder, ...env };
  child = spawn(process.execPath, [PROGRAM, ...log.split(' ')], {
    cwd: folder,
    env: variables,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return child;
}

function logLines(): LogLine[] {
  return stderr
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as LogLine);
}

async function served(): Promise<string> {
  const url = (): string | undefined => logLines().find((line) => line.url !== undefined)?.url;
  await expect.poll(url, { timeout: 15_000 }).toBeDefined();
  return url() ?? '';
}

async function exitOf(stopping: ChildProcess): Promise<{ code: number | null; ms: number }> {
  const started = performance.now();
  const [code] = (await once(stopping, 'close')) as [number | null];
  return { code, ms: performance.now() - started };
}

function exitAfter(process: ChildProcess, signal: NodeJS.Signals): ReturnType<typeof exitOf> {
  const exited = exitOf(process);
  process.kill(signal);
  return exited;
}

/** Keeps the log busy until the service is gone. @returns stops it. */
function keepPosting(url: string): () => void {
  let isPosting = true;
  const post = async (): Promise<void> => {
    const events = Array.from({ length: 50 }, () => someEvent());
    while (isPosting) await postBatch(url, someBatch(events));
  };
  for (let sender = 0; sender < 16; sender += 1) void post().catch(() => undefined);
  return () => (isPosting = false);
}

async function inFlight(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^freshet_collector_in_flight (\d+)$/m.exec(text)?.[1]);
}

describe('a collector that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s answers everything in flight and exits with 0 within 2 s',
    async (signal) => {
      const collector = run('400');
      const url = await served();
      const answers = Array.from({ length: 20 }, () => postBatch(url, someBatch([someEvent(), someEvent()])));
      await expect.poll(() => inFlight(url), { interval: 10 }).toBe(40);
      const exited = exitOf(collector);
      collector.kill(signal);
      const receipts = await Promise.all(answers.map(async (answer) => (await answer).json()));
      expect(receipts).toEqual(Array.from({ length: 20 }, () => ({ accepted: 2, rejected: [] })));
      const { code, ms } = await exited;
      expect(code).toBe(0);
      expect(ms).toBeLessThan(STOP_MS_MAX);
    },
  );

  it('while the log hangs refuses what is in flight in time, rather than to leave it unanswered', async () => {
    const collector = run('hangs');
    const url = await served();
    const answer = postBatch(url, someBatch());
    await expect.poll(() => inFlight(url), { interval: 10 }).toBe(1);
    const exited = exitOf(collector);
    collector.kill('SIGTERM');
    expect((await answer).status).toBe(503);
    const { code, ms } = await exited;
    expect(code).toBe(0);
    expect(ms).toBeLessThan(STOP_MS_MAX);
  });

  it('while idle connections are kept open does not wait for them', async () => {
    const collector = run('0');
    const url = await served();
    expect((await postBatch(url, someBatch())).status).toBe(202);
    const exited = exitOf(collector);
    collector.kill('SIGTERM');
    const { code, ms } = await exited;
    expect(code).toBe(0);
    expect(ms).toBeLessThan(1000);
  });
});

describe('a collector that is told to stop while something does not', () => {
  it('cuts off who sends too slowly, so that the log is closed in time', async () => {
    const collector = run('0');
    const url = await served();
    const slow = connect(Number(new URL(url).port), '127.0.0.1');
    slow.write(
      'POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n{',
    );
    await once(slow, 'connect');
    expect((await postBatch(url, someBatch())).status).toBe(202);
    const exited = exitOf(collector);
    collector.kill('SIGTERM');
    expect((await exited).ms).toBeLessThan(STOP_MS_MAX);
    expect(collector.exitCode).toBe(0);
    expect(logLines().at(-1)).toMatchObject({ level: 'info', message: 'Stopped' });
    slow.destroy();
  });

  it('ends all the same when its log does not close, and says so', async () => {
    const collector = run('0 stays');
    await served();
    const { ms } = await exitAfter(collector, 'SIGTERM');
    expect(ms).toBeLessThan(STOP_MS_MAX + 500);
    expect(logLines().at(-1)?.message).toContain('Not everything had stopped after 1900 ms');
  });

  it('ends at once on a second signal', async () => {
    const collector = run('0 stays');
    await served();
    collector.kill('SIGTERM');
    await expect.poll(() => logLines().at(-1)?.message).toBe('Stopping on SIGTERM');
    expect(await exitAfter(collector, 'SIGINT')).toMatchObject({ code: 0 });
  });
});

describe('a process that can not go on', () => {
  it('after a fault that nobody caught says so and exits with 1', async () => {
    const collector = run('0');
    const url = await served();
    // The disk is being written to all the while: an exit that waits for its writer would never be over.
    const stopPosting = keepPosting(url);
    await expect.poll(() => inFlight(url)).toBeGreaterThan(0);
    const { code, ms } = await exitAfter(collector, 'SIGUSR2');
    stopPosting();
    expect(code).toBe(1);
    expect(ms).toBeLessThan(STOP_MS_MAX + 500);
    const fault = logLines().find(({ level }) => level === 'error');
    expect(fault?.message).toContain('nobody catches this');
  });

  it('because of its configuration names every mistake in one message and exits with 1', async () => {
    const file = join(folder, 'freshet.yaml');
    writeFileSync(
      file,
      'sites: { Shop: {} }\ncolector: {}\ncollector: { deadlineMs: soon }\nlog: { partitions: 0 }\nsession: { ttl: 2 }\n',
    );
    const { code } = await exitOf(run('0', { FRESHET_CONFIG: file }));
    expect(code).toBe(1);
    const [line, ...others] = logLines();
    expect(others).toEqual([]);
    expect(line).toMatchObject({ level: 'fatal', code: 'FRESHET_CONFIG_INVALID' });
    for (const mistake of [
      'sites.Shop',
      'colector',
      'collector.deadlineMs',
      'log.partitions',
      'session.ttl',
    ]) {
      expect(line?.message).toContain(mistake);
    }
  });

  it('because its port is taken says which, and exits with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code } = await exitOf(run('0', { PORT: String(port) }));
    taken.close();
    expect(code).toBe(1);
    expect(logLines()).toHaveLength(1);
    expect(logLines()[0]).toMatchObject({ level: 'fatal', code: 'FRESHET_PORT_UNAVAILABLE' });
    expect(logLines()[0]?.message).toContain(`Port ${port} is in use`);
  });
});
