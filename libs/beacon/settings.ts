import type { BeaconSettings } from './api.js';

/** Of the one beacon of this page. */
export let settings: BeaconSettings;

export const useSettings = (given: BeaconSettings): void => {
  settings = given;
};
