import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonBytes } from './json-bytes.js';

const json = new JsonBytes();

describe('JSON written into bytes', () => {
  it('has texts as JSON.stringify writes them', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constant('a"b\\c\n\u007f\ud800é😀'),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(json.text(text).take()).toBe(JSON.stringify(text));
      }),
    );
  });

  it('has numbers to six digits after the point', () => {
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: -20, max: 20, noNaN: true }),
      fc.integer(),
    );
    fc.assert(
      fc.property(numbers, (value) => {
        const written = Number(json.number(value).take());
        expect(Math.abs(written - value)).toBeLessThanOrEqual(0.5e-6 * (1 + 1e-9));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [-1e-9, '0'],
    [0.5, '0.5'],
    [-1.2345678, '-1.234568'],
    [9.9999999, '10'],
    [10, '10'],
    [100, '100'],
    [1000, '1000'],
    [1234.000001, '1234.000001'],
    [1e21, '1e+21'],
  ])('writes %d as %s', (value, text) => {
    expect(json.number(value).take()).toBe(text);
  });

  it('forgets what was not finished when it begins anew', () => {
    json.raw('[').text('of another');
    expect(json.anew().raw('[]').take()).toBe('[]');
  });

  it('makes room for what is longer than all before', () => {
    const long = 'x'.repeat(100_000);
    expect(json.raw('[').text(long).raw(',').value({ long }).raw(']').take()).toBe(
      JSON.stringify([long, { long }]),
    );
  });
});
