import { describe, expect, it } from 'vitest';
import { recoverySeconds, type JudgedSecond } from './recovery.js';

const second = (p99: number | null, failures = 0): JudgedSecond => ({ p99, failures });
const STEADY = [second(10), second(10)];
const BURST = [second(400), second(500)];

describe('recovery', () => {
  it('is there in the first second whose p99 is within twice the steady one', () => {
    const after = [second(300), second(21), second(20), second(50)];
    expect(recoverySeconds([...STEADY, ...BURST, ...after], 10, 4)).toBe(2);
  });

  it('is there at once where the burst left nothing behind', () => {
    expect(recoverySeconds([...STEADY, ...BURST, second(12)], 10, 4)).toBe(0);
  });

  it('waits for a second in which nothing fails and something is answered', () => {
    const after = [second(5, 3), second(null), second(5)];
    expect(recoverySeconds([...STEADY, ...BURST, ...after], 10, 4)).toBe(2);
  });

  it('is not there where every second after was slow', () => {
    expect(recoverySeconds([...STEADY, ...BURST, second(300)], 10, 4)).toBeNull();
  });
});
