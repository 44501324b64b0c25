import { startBeacon } from './beacon.js';
import type { BeaconSettings } from './api.js';

const script = document.currentScript as HTMLScriptElement | null;
if (script !== null) {
  const { site = '', url = new URL(script.src).origin, readUrl, consent } = script.dataset;
  startBeacon({ site, url, readUrl, consent } as BeaconSettings);
}
