import { describe, expect, it } from 'vitest';
import { add, closingLine, exitCode, NOTHING } from './tally.js';

describe('the tally of a test run', () => {
  it('closes with two numbers, and a third only when tests were left out', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(closingLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
  });

  it('adds up over several runs', () => {
    const whole = add({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 });
    expect(whole).toEqual({ passed: 11, failed: 22, skipped: 33 });
  });

  it('is a success only when something passed and nothing failed', () => {
    expect(exitCode({ passed: 1, failed: 0, skipped: 5 })).toBe(0);
    expect(exitCode({ passed: 1, failed: 1, skipped: 0 })).toBe(1);
    expect(exitCode({ passed: 0, failed: 0, skipped: 5 })).toBe(1);
    expect(exitCode(NOTHING)).toBe(1);
  });
});
