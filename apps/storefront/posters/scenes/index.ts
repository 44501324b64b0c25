import type { Scene } from '../scene.js';
import { ACTION } from './action.js';
import { ADVENTURE } from './adventure.js';
import { ANIMATION } from './animation.js';
import { COMEDY } from './comedy.js';
import { CRIME } from './crime.js';
import { DOCUMENTARY } from './documentary.js';
import { DRAMA } from './drama.js';
import { FAMILY } from './family.js';
import { FANTASY } from './fantasy.js';
import { HORROR } from './horror.js';
import { MYSTERY } from './mystery.js';
import { ROMANCE } from './romance.js';
import { SCIENCE_FICTION } from './science-fiction.js';
import { THRILLER } from './thriller.js';
import { WESTERN } from './western.js';

/** What each genre's posters show. */
export const SCENES: Readonly<Record<string, readonly Scene[]>> = {
  Drama: DRAMA,
  Comedy: COMEDY,
  Thriller: THRILLER,
  Action: ACTION,
  Romance: ROMANCE,
  Crime: CRIME,
  Documentary: DOCUMENTARY,
  Western: WESTERN,
  Horror: HORROR,
  'Science Fiction': SCIENCE_FICTION,
  Fantasy: FANTASY,
  Adventure: ADVENTURE,
  Animation: ANIMATION,
  Mystery: MYSTERY,
  Family: FAMILY,
};
