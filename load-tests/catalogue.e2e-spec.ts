import { describeWithPart, RunningService, temporaryFolder } from '#libs/testing';
import { afterEach, expect, it } from 'vitest';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

interface Row {
  readonly figure: string;
  readonly value: number;
}

describeWithPart('Kafka', 'a generated catalogue', () => {
  it(
    'starts, and swaps its tables while it is read without failing a request',
    { timeout: 120_000 },
    async () => {
      const { path, remove } = await temporaryFolder();
      undo.push(remove);
      const shape = [
        '--items',
        // Large enough for threads of its own to read it.
        '20000',
        '--neighbours',
        '40',
        '--starts',
        '1',
        '--swaps',
        '3',
        '--window',
        '2',
      ];
      const places = ['--folder', path, '--out', path, '--json'];
      const run = RunningService.start('load-tests/main.js', {}, ['catalogue', ...shape, ...places]);
      undo.unshift(() => run.stop());
      await run.ended;
      const [, json = ''] = await run.says(/^(\{"scenario":"catalogue".*)$/m);
      const { rows } = JSON.parse(json) as { rows: readonly Row[] };
      const valueOf = (figure: string): number | undefined =>
        rows.find((row) => row.figure.startsWith(figure))?.value;
      expect(valueOf('failures')).toBe(0);
      // A swap that did not come to pass would have ended the run.
      expect(valueOf('from publishing to serving')).toBeLessThan(5);
    },
  );
});
