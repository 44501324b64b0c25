/** @returns heights as near to the given ones as names that do not overlap can be. @param gap that two names need between them. */
export function apart(heights: readonly number[], gap: number): number[] {
  const order = heights.map((_, at) => at).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  // Names that would overlap form a block around the middle of their heights.
  const blocks: { first: number; count: number; sum: number }[] = [];
  order.forEach((at, place) => {
    blocks.push({ first: place, count: 1, sum: heights[at] ?? 0 });
    for (;;) {
      const [below, last] = [blocks.at(-2), blocks.at(-1)];
      if (!below || !last || lowest(last, gap) - lowest(below, gap) >= below.count * gap) return;
      blocks.splice(-2, 2, {
        first: below.first,
        count: below.count + last.count,
        sum: below.sum + last.sum,
      });
    }
  });
  const placed = [...heights];
  for (const block of blocks)
    for (let place = 0; place < block.count; place++)
      placed[order[block.first + place] ?? 0] = lowest(block, gap) + place * gap;
  return placed;
}

function lowest({ count, sum }: { readonly count: number; readonly sum: number }, gap: number): number {
  return sum / count - ((count - 1) * gap) / 2;
}
