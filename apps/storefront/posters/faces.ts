import type { Face } from './lettering.js';

const BEBAS: Face = { family: 'bebas-neue', weight: 400, capitals: true, leading: 1.16 };
const ABRIL: Face = { family: 'abril-fatface', weight: 400, capitals: false, leading: 1.42 };
const LIMELIGHT: Face = { family: 'limelight', weight: 400, capitals: false, leading: 1.4 };
const SLAB: Face = { family: 'alfa-slab-one', weight: 400, capitals: true, leading: 1.2 };
const GOTISCH: Face = { family: 'grenze-gotisch', weight: 700, capitals: false, leading: 1.42 };
const OXANIUM: Face = { family: 'oxanium', weight: 700, capitals: true, leading: 1.28 };
const LILITA: Face = { family: 'lilita-one', weight: 400, capitals: false, leading: 1.36 };

/** What the small print of every poster is set in. */
export const SMALL_PRINT = BEBAS;

/** What titles are set in before film posters were photographs. */
export const OLD_FACES: readonly Face[] = [LIMELIGHT, ABRIL, LIMELIGHT];

/** What each genre's titles are set in. */
export const FACES: Readonly<Record<string, readonly Face[]>> = {
  Drama: [ABRIL, BEBAS, ABRIL],
  Comedy: [LILITA, SLAB],
  Thriller: [BEBAS, OXANIUM, BEBAS],
  Action: [BEBAS, SLAB],
  Romance: [ABRIL, ABRIL, LIMELIGHT],
  Crime: [LIMELIGHT, BEBAS, ABRIL],
  Documentary: [BEBAS, ABRIL],
  Horror: [GOTISCH, BEBAS, GOTISCH],
  'Science Fiction': [OXANIUM, BEBAS, OXANIUM],
  Fantasy: [GOTISCH, ABRIL, GOTISCH],
  Adventure: [SLAB, LILITA, BEBAS],
  Animation: [LILITA],
  Mystery: [LIMELIGHT, ABRIL],
  Family: [LILITA, SLAB],
  Western: [SLAB, LIMELIGHT],
};
