const said = new Set<string>();

/** Tells whoever builds the page what to mend; once a page, since the cause will be there every time. */
export function warnOnce(what: unknown, ...details: readonly unknown[]): undefined {
  if (!said.has(String(what))) console.warn('freshet-slate:', what, ...details);
  said.add(String(what));
  return undefined;
}
