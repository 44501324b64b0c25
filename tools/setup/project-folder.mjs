import { fileURLToPath } from 'node:url';

/** The root of the checkout, wherever it is called from. */
export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
