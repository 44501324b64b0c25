/** A headless Chromium, driven from Node: for tests and for measuring. */
export { launchChromium } from './launch-chromium.js';
export { openProfile, type ProfileBrowser } from './open-profile.js';
export type { Browser, BrowserContext, Page } from 'playwright-core';
