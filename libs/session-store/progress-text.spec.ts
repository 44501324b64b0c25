import { describe, expect, it } from 'vitest';
import { epochText, parseEpoch, parseWatermark, watermarkText } from './progress-text.js';

describe('a watermark as text', () => {
  it('reads as it was written', () => {
    for (const watermark of [
      { epoch: 1, partition: 7, nextOffset: 0 },
      { epoch: 12, partition: 7, nextOffset: Number.MAX_SAFE_INTEGER },
    ]) {
      expect(parseWatermark(7, watermarkText(watermark))).toEqual(watermark);
    }
  });

  it('is none where the text is missing or not its own', () => {
    for (const text of [
      null,
      undefined,
      '',
      '1',
      '1:',
      '1:-4',
      '1:2:3',
      'one:2',
      '1:2.5',
      '1:99999999999999999999',
    ]) {
      expect(parseWatermark(7, text)).toBeUndefined();
    }
  });
});

describe('an epoch as text', () => {
  it('reads as it was written, and none where it is missing', () => {
    expect(parseEpoch(epochText({ epoch: 3, partitions: 32 }))).toEqual({ epoch: 3, partitions: 32 });
    expect(parseEpoch(epochText(undefined))).toBeUndefined();
  });
});
