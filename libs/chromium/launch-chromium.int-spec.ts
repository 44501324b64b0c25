import { describeWithPart } from '#libs/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, type Browser } from './index.js';

/** A program of its own, so it runs on the build. */
const STARTER = `
  import { launchChromium } from '#libs/chromium';
  const session = await (await launchChromium()).newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  process.stdout.write(String(processInfo.find(({ type }) => type === 'browser').id));
  setInterval(() => undefined, 1_000);
`;

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describeWithPart('Chromium', 'a headless Chromium', (executablePath) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium({ executablePath });
  });

  afterAll(() => browser.close());

  it('runs the scripts of a page and draws its text', async () => {
    const page = await browser.newPage();
    await page.setContent('<p style="float:left">one</p><script>document.title = 6 * 7</script>');
    expect(await page.title()).toBe('42');
    const size = await page.locator('p').boundingBox();
    expect(size?.width).toBeGreaterThan(10);
    await page.close();
  });

  it('ends with the process that started it, even one that was killed', async () => {
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', STARTER], {
      env: { ...process.env, FRESHET_TEST_CHROMIUM: executablePath },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [text] = (await once(starter.stdout, 'data')) as [Buffer];
    const pid = Number(text.toString());
    expect(exists(pid)).toBe(true);
    starter.kill('SIGKILL');
    await expect.poll(() => exists(pid), { timeout: 10_000 }).toBe(false);
  });
});
