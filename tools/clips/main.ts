import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GENRES, frameOfClip } from '../../apps/storefront/clips/frame-of-clip.js';

/**
 * Makes the film site's clips anew: `npm run -s build && node dist/tools/clips/main.js`. Wants ffmpeg with librsvg and libvpx on
 * PATH; the clips are kept with the sources, so nobody else needs it.
 */
const FOLDER = 'apps/storefront/public/clips';
const SECONDS = 8;
const FRAMES_PER_SECOND = 24;
/** Quality of VP9, 0 best to 63: flat colours stand a lot. */
const QUALITY = 45;

function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${code ?? 'a signal'}; what it wrote says why`));
    });
  });
}

async function make(genre: string): Promise<void> {
  const frames = await mkdtemp(join(tmpdir(), 'freshet-clip-'));
  try {
    const count = SECONDS * FRAMES_PER_SECOND;
    for (let at = 0; at < count; at++) {
      const file = join(frames, `${String(at).padStart(4, '0')}.svg`);
      await writeFile(file, String(frameOfClip(genre, at / count)));
    }
    const target = join(FOLDER, `${genre.toLowerCase().replace(/ /g, '-')}.webm`);
    const input = ['-framerate', String(FRAMES_PER_SECOND), '-i', join(frames, '%04d.svg')];
    // A key frame a second: seeking lands at once.
    const coding = [
      '-c:v',
      'libvpx-vp9',
      '-crf',
      String(QUALITY),
      '-b:v',
      '0',
      '-g',
      String(FRAMES_PER_SECOND),
    ];
    await run('ffmpeg', [
      '-loglevel',
      'error',
      '-y',
      ...input,
      ...coding,
      '-pix_fmt',
      'yuv420p',
      '-an',
      target,
    ]);
    console.log(target);
  } finally {
    await rm(frames, { recursive: true, force: true });
  }
}

await mkdir(FOLDER, { recursive: true });
const [only] = process.argv.slice(2);
for (const genre of GENRES) if (only === undefined || genre === only) await make(genre);
