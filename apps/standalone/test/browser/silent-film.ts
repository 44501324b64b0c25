const HEADER_BYTES = 44;
const SAMPLES_PER_SECOND = 8_000;
/** The middle of what 8 bits can say. */
const SILENCE = 128;

/**
 * A film without pictures, for `<video>` to play on any machine: a WAV of 8-bit mono silence.
 * @returns a data URL, in which a player can seek.
 */
export function silentFilm(seconds: number): string {
  const samples = seconds * SAMPLES_PER_SECOND;
  const wav = Buffer.alloc(HEADER_BYTES + samples, SILENCE);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(HEADER_BYTES - 8 + samples, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  wav.writeUInt32LE(SAMPLES_PER_SECOND, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples, 40);
  return `data:audio/wav;base64,${wav.toString('base64')}`;
}
