import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { StructuredLogger } from './logging.js';

let lines: Record<string, unknown>[];
let logger: StructuredLogger;

beforeEach(() => {
  lines = [];
  const write = (text: string): void => void lines.push(JSON.parse(text) as Record<string, unknown>);
  logger = new StructuredLogger('collector', 'info', { write });
});

describe('a log line', () => {
  it('says when, how grave, which app, where and what, with the fields beside', () => {
    logger.warn('The log is slow', { lagRecords: 7 }, 'EventLog');
    expect(lines).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: 'warn',
        app: 'collector',
        context: 'EventLog',
        message: 'The log is slow',
        lagRecords: 7,
      },
    ]);
  });

  it("is what Nest's own logger writes", () => {
    Logger.overrideLogger(logger);
    new Logger('Somewhere').log('It began', { sites: 2 });
    Logger.overrideLogger(false);
    expect(lines[0]).toMatchObject({ level: 'info', context: 'Somewhere', message: 'It began', sites: 2 });
  });

  it('holds an error with its stack and its cause', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    logger.error('It failed', { error }, 'Somewhere');
    const written = lines[0]?.['error'] as { message: string; stack: string };
    expect(written.message).toContain('outer');
    expect(written.stack).toContain('inner');
  });

  it('is left out below the level that was asked for', () => {
    logger.debug('detail');
    logger.verbose('more detail');
    expect(lines).toEqual([]);
  });

  it('is not written for the steps of the framework', () => {
    logger.log('Mapped {/metrics, GET} route', 'RouterExplorer');
    logger.log('Starting', 'Somewhere');
    expect(lines.map(({ message }) => message)).toEqual(['Starting']);
  });
});
