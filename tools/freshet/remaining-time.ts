/** How long work will still take, from how fast it went. */
export class RemainingTime {
  private first: { readonly share: number; readonly atMs: number } | undefined;

  /**
   * @param share of the work that is done, 0 to 1, in terms of time.
   * @returns seconds, null while nothing can be said: a first look tells no speed.
   */
  secondsAt(share: number, nowMs: number): number | null {
    this.first ??= { share, atMs: nowMs };
    const done = share - this.first.share;
    if (done <= 0) return null;
    return (((nowMs - this.first.atMs) / done) * (1 - share)) / 1000;
  }
}

/** `40 s`, `3 min 20 s`, `1 h 5 min`: as exact as such a guess can be. */
export function spoken(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds / 5) * 5} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${minutes} min ${Math.floor((seconds % 60) / 10) * 10} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
