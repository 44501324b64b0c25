import type { BeaconSettings } from './api.js';
import { startBeacon } from './beacon.js';
import { safely } from './guest.js';

const script = document.currentScript as HTMLScriptElement;
safely(() => {
  script.dataset['url'] ??= new URL(script.src).origin;
  startBeacon(script.dataset as unknown as BeaconSettings);
});
