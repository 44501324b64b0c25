/** Cases by how long the session was when the question came. */
export interface LengthGroup {
  /** Interactions, both included; null: or more. */
  readonly from: number;
  readonly to: number | null;
}

export const LENGTH_GROUPS: readonly LengthGroup[] = [
  { from: 1, to: 1 },
  { from: 2, to: 2 },
  { from: 3, to: 4 },
  { from: 5, to: 8 },
  { from: 9, to: null },
];

export function isInGroup({ from, to }: LengthGroup, length: number): boolean {
  return length >= from && (to === null || length <= to);
}
