import { describeWithPart } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedBrowser } from '../browsing.js';
import { Journeys } from '../journeys.fixture.js';
import { tryAppSnippets } from './app-snippets.suite.js';
import { DocsJourney, type Go } from './docs-journey.js';
import { DocsSnippets } from './docs-snippets.js';
import { tryGuestSnippets } from './guest-snippets.suite.js';
import { tryPageSnippets } from './page-snippets.suite.js';
import { tryServerSnippets } from './server-snippets.suite.js';
import { Workshop } from './workshop.js';

/** A journey takes seconds by itself; several share the machine. */
const TIMEOUT = { timeout: 60_000 };

describeWithPart('Chromium', 'the snippets of docs/embedding.md', (executablePath) => {
  let journeys: Journeys;
  let snippets: DocsSnippets;
  let workshop: Workshop;
  const go: Go = (walk) => journeys.go((journey) => walk(new DocsJourney(journey, snippets)));

  beforeAll(async () => {
    snippets = await DocsSnippets.read();
    // Before the service runs: bundling would hold it up, in this same process.
    workshop = await Workshop.open(snippets);
    journeys = await Journeys.start(sharedBrowser(executablePath), '{ fixed: [m-1, m-2, m-3] }');
  });

  afterAll(async () => {
    await journeys.close();
    await workshop.close();
  });

  describe.concurrent('in apps', TIMEOUT, () => tryAppSnippets(go, () => workshop));
  describe.concurrent('in pages', TIMEOUT, () => {
    tryPageSnippets(go);
    tryGuestSnippets(go);
  });
  describe.concurrent('beside pages', TIMEOUT, () => tryServerSnippets(go));

  it('have all been tried', () => expect(snippets.untried).toEqual([]));
});
