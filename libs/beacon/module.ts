import type { Freshet, Start } from './api.js';
import { startBeacon } from './beacon.js';

export type * from './api.js';

/** Where a page is rendered on a server there is nobody to watch. */
const silent = ((word: string) =>
  word === 'recommend' ? Promise.reject(new Error('freshet: only in a browser')) : undefined) as Freshet;

export const start: Start = (settings) =>
  typeof document === 'undefined' ? silent : startBeacon({ url: '', ...settings });
