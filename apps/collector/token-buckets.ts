interface Bucket {
  tokens: number;
  atMs: number;
}

/**
 * Token buckets by key, of one rate and size, in bounded memory: past `keysMax` the key that was longest unused is forgotten,
 * which is the one whose bucket is likeliest full again, and a full bucket says as much as none.
 */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  /**
   * @param tokensPerSecond what flows back.
   * @param size most that may be taken at once after a pause.
   */
  constructor(
    private readonly tokensPerSecond: number,
    private readonly size: number,
    private readonly keysMax: number,
  ) {}

  get keys(): number {
    return this.buckets.size;
  }

  /** @returns seconds until so many tokens could be taken, 0 for now. */
  waitSeconds(key: string, tokens: number, nowMs: number): number {
    const missing = Math.min(tokens, this.size) - this.level(key, nowMs);
    return missing <= 0 ? 0 : missing / this.tokensPerSecond;
  }

  take(key: string, tokens: number, nowMs: number): void {
    const level = this.level(key, nowMs) - tokens;
    // Set anew, so that the map stays in order of use.
    this.buckets.delete(key);
    this.buckets.set(key, { tokens: level, atMs: nowMs });
    if (this.buckets.size <= this.keysMax) return;
    const [oldest] = this.buckets.keys();
    if (oldest !== undefined) this.buckets.delete(oldest);
  }

  /** A clock that was set back fills nothing. */
  private level(key: string, nowMs: number): number {
    const bucket = this.buckets.get(key);
    if (bucket === undefined) return this.size;
    const refilled = (Math.max(0, nowMs - bucket.atMs) / 1000) * this.tokensPerSecond;
    return Math.min(this.size, bucket.tokens + refilled);
  }
}
