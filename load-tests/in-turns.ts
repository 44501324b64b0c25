/**
 * Measures programs in turns, round after round, the order changing from round to round, so that none always has the warmer machine.
 * @param onTurn told after each turn.
 * @returns what was measured, by program, in the order of the rounds.
 */
export async function inTurns<P extends string, R>(
  programs: readonly P[],
  rounds: number,
  measure: (program: P) => Promise<R>,
  onTurn: (done: number, turns: number) => void = () => undefined,
): Promise<Record<P, R[]>> {
  const measured = Object.fromEntries(programs.map((program): [P, R[]] => [program, []])) as Record<P, R[]>;
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    for (const program of round % 2 === 0 ? programs : programs.toReversed()) {
      measured[program].push(await measure(program));
      onTurn(++done, rounds * programs.length);
    }
  }
  return measured;
}
