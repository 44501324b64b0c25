/** @returns the text as an SQL string literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** @returns the name as an SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** @returns the path as a literal that names this one file to `read_parquet` and its like, whatever glob characters it holds. */
export function sqlPath(path: string): string {
  return sqlText(path.replace(/[[*?]/g, (character) => `[${character}]`));
}

/** @returns the paths as a list literal for `read_parquet` and its like. */
export function sqlPaths(paths: readonly string[]): string {
  return `[${paths.map(sqlPath).join(', ')}]`;
}
