/** @returns 128 random bits, in up to 43 digits and dashes */
export const randomId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
