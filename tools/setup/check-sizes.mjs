/** The `check:size` script: what pages load, bundled as the build does it, gzipped as a server does it, and held to its limit. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { bundleBrowser } from './bundle-browser.mjs';
import { projectFolder } from './project-folder.mjs';

/** Bytes, gzipped. docs/decisions/browser-bundles.md says what each part costs. */
const LIMITS = { 'beacon.js': 3072, 'beacon.mjs': 3200, 'widget.js': 2560 };

process.chdir(projectFolder);
const folder = await mkdtemp(join(tmpdir(), 'freshet-sizes-'));
try {
  await bundleBrowser(folder);
  for (const [file, limit] of Object.entries(LIMITS)) {
    const script = await readFile(join(folder, file));
    const { length } = gzipSync(script, { level: 9 });
    console.log(`${file.padEnd(10)} ${script.length} bytes, gzipped ${length} of ${limit}`);
    if (length > limit) {
      console.error(`${file} is ${length - limit} bytes too large: take something out before it lands.`);
      process.exitCode = 1;
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
