/** A variation that a tester asks for. */
export interface Force {
  readonly experiment: string;
  readonly variation: string;
}

/** @returns what `?force=key:variation` asks for; undefined where the text is not of that form. */
export function parseForce(text: string): Force | undefined {
  const [experiment, variation, ...rest] = text.split(':');
  if (!experiment || !variation || rest.length > 0) return undefined;
  return { experiment, variation };
}
