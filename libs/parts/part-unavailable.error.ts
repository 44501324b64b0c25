/** A part could be had in none of the ways known here. */
export class PartUnavailableError extends Error {
  readonly code = 'FRESHET_PART_UNAVAILABLE';
  readonly retryable = false;

  /**
   * @param part the part's name
   * @param reasons why each way failed, in the order tried
   * @param remedy the one command that makes it available
   */
  constructor(
    part: string,
    reasons: readonly string[],
    readonly remedy: string,
  ) {
    super(
      [`${part} is not available here.`, ...reasons.map((reason) => `  - ${reason}`), `Run: ${remedy}`].join(
        '\n',
      ),
    );
    this.name = 'PartUnavailableError';
  }
}
