/** Lets one thing at a time happen to a partition: a batch, or a look at its watermark. */
export class PartitionTurns {
  private readonly last = new Map<number, Promise<unknown>>();

  isTaken(partition: number): boolean {
    return this.last.has(partition);
  }

  /** Does the work once what was there before is done. */
  async take<T>(partition: number, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(partition);
    const turn = (async () => {
      await before;
      return work();
    })();
    const settled = turn.then(ignore, ignore);
    this.last.set(partition, settled);
    try {
      return await turn;
    } finally {
      if (this.last.get(partition) === settled) this.last.delete(partition);
    }
  }
}

function ignore(): void {
  // Whoever took the turn is told.
}
