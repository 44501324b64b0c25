import type { Start } from './api.js';
import { startBeacon } from './beacon.js';

export type * from './api.js';
export const start: Start = startBeacon;
