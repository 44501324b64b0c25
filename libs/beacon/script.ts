import { startBeacon } from './beacon.js';
import { safely } from './guest.js';
import type { BeaconSettings } from './api.js';

const script = document.currentScript as HTMLScriptElement | null;
if (script)
  safely(() =>
    startBeacon(
      Object.assign({ url: new URL(script.src).origin }, script.dataset, {
        test: 'test' in script.dataset || undefined,
      }) as unknown as BeaconSettings,
    ),
  );
