import {
  launchChromium,
  openProfile,
  type BrowserContext,
  type Page,
  type ProfileBrowser,
} from '#libs/chromium';
import { temporaryFolder } from '#libs/testing';
import { join } from 'node:path';

/** What a journey browses with. */
export interface Browsing {
  readonly context: BrowserContext;
  /** Closes every page of the journey. */
  leave(): Promise<void>;
}

/** Gives every journey its browsing. */
export interface BrowserUnderTest {
  browse(): Promise<Browsing>;
  close(): Promise<void>;
}

/** Storage of its own for every journey, side by side: every tab is in front. */
export async function sharedBrowser(executablePath: string): Promise<BrowserUnderTest> {
  const browser = await launchChromium({ executablePath });
  return {
    async browse() {
      const context = await browser.newContext();
      return { context, leave: () => context.close() };
    },
    close: () => browser.close(),
  };
}

/**
 * A browser as its visitor has it, for one journey after the other. Each has an origin of its own, which keeps their storage
 * apart, and a browser that was opened for it, since a page's clock is that of its whole browser.
 */
export class VisitorsBrowser implements BrowserUnderTest, Browsing {
  private browser: ProfileBrowser | undefined;

  private constructor(
    private readonly executablePath: string,
    private readonly folder: Awaited<ReturnType<typeof temporaryFolder>>,
  ) {}

  static async on(executablePath: string): Promise<VisitorsBrowser> {
    return new VisitorsBrowser(executablePath, await temporaryFolder());
  }

  get context(): BrowserContext {
    if (this.browser === undefined) throw new Error('The browser is closed: open it.');
    return this.browser.context;
  }

  async browse(): Promise<Browsing> {
    await this.reopen();
    return this;
  }

  /** Closes the browser and opens it again with what it had stored. */
  async reopen(): Promise<void> {
    await this.browser?.close();
    const profileFolder = join(this.folder.path, 'profile');
    this.browser = await openProfile({ executablePath: this.executablePath, profileFolder });
  }

  /** Hides the window of a page, or shows it again. */
  async minimise(page: Page, minimised = true): Promise<void> {
    const session = await this.context.newCDPSession(page);
    const { windowId } = await session.send('Browser.getWindowForTarget');
    const bounds = { windowState: minimised ? ('minimized' as const) : ('normal' as const) };
    await session.send('Browser.setWindowBounds', { windowId, bounds });
  }

  /** The first page stays: without any, the browser would end. */
  async leave(): Promise<void> {
    for (const page of this.context.pages().slice(1)) await page.close();
  }

  async close(): Promise<void> {
    await this.browser?.close();
    await this.folder.remove();
  }
}
