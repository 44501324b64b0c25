import { CHROMIUM_SOURCES, type ChromiumProgram } from './chromium-sources.js';
import { obtain } from './obtain.js';

const REMEDY =
  process.platform === 'darwin' ? 'brew install --cask chromium' : 'sudo apt-get install -y chromium';

/**
 * Finds a Chromium, or downloads one into the cache.
 * @param log told what is being downloaded, one line a step
 * @throws PartUnavailableError where none can be obtained
 */
export function obtainChromium(log: (line: string) => void = () => undefined): Promise<ChromiumProgram> {
  return obtain('Chromium', CHROMIUM_SOURCES, REMEDY, log);
}
