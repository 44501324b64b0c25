/** A headless Chromium, driven from Node: for tests and for measuring. */
export { launchChromium, type LaunchOptions } from './launch-chromium.js';
export type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
