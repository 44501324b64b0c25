/** Which of two rankings put an item on the slate, by its place in the experiments file. */
export type Team = 0 | 1;

export interface Drafted<T> {
  readonly item: T;
  /** Null where the item says nothing about which ranking is better. */
  readonly team: Team | null;
}

interface Rankable {
  /** The item's name. */
  readonly item: string;
}

export interface DraftRules<T> {
  /** Items wanted. */
  readonly limit: number;
  /** Fair; true lets the second ranking choose first. */
  readonly coin: () => boolean;
  /** Whether the item may follow what is on the slate so far: where a site asks for diversity. */
  readonly permits?: (item: T, slate: readonly T[]) => boolean;
}

/**
 * One slate of two rankings by team draft: in each round a coin says who chooses first, and each puts its best item that is not
 * on the slate yet. Radlinski, Kurup and Joachims (2008), "How Does Clickthrough Data Reflect Retrieval Quality?".
 *
 * Two differences. Where a round begins and both would choose the same item, it goes to nobody: each ranking alone would have
 * shown it there, so a click on it would only add noise. Where one ranking has nothing left, the rest of the other goes to
 * nobody, and so does a round that could not be finished: a longer ranking gets no more chances of a click.
 */
export function teamDraft<T extends Rankable>(
  rankings: readonly [readonly T[], readonly T[]],
  rules: DraftRules<T>,
): Drafted<T>[] {
  const slate = new DraftedSlate<T>(rules);
  /** Who chose first in a round that is not finished. */
  let leader: Team | null = null;
  while (slate.length < rules.limit) {
    const choices = [slate.bestOf(rankings[0]), slate.bestOf(rankings[1])] as const;
    const team: Team | null = leader === null ? firstOf(choices, rules.coin) : other(leader);
    const choice = team === null ? (choices[0] ?? choices[1]) : choices[team];
    if (choice) {
      slate.add(choice, team);
      leader = leader === null ? team : null;
    } else if (leader === null) {
      break;
    } else {
      slate.disownLast();
      leader = null;
    }
  }
  return slate.drafted;
}

/** Who begins a round; null where it is nobody's, since both would choose the same or one has nothing left. */
function firstOf([first, second]: readonly (Rankable | undefined)[], coin: () => boolean): Team | null {
  if (!first || !second || first.item === second.item) return null;
  return coin() ? 1 : 0;
}

function other(team: Team): Team {
  return team === 0 ? 1 : 0;
}

class DraftedSlate<T extends Rankable> {
  readonly drafted: Drafted<T>[] = [];
  private readonly items: T[] = [];
  private readonly names = new Set<string>();

  constructor(private readonly rules: DraftRules<T>) {}

  get length(): number {
    return this.items.length;
  }

  bestOf(ranking: readonly T[]): T | undefined {
    return ranking.find(
      (item) => !this.names.has(item.item) && (this.rules.permits?.(item, this.items) ?? true),
    );
  }

  add(item: T, team: Team | null): void {
    this.items.push(item);
    this.names.add(item.item);
    this.drafted.push({ item, team });
  }

  disownLast(): void {
    const last = this.drafted.pop();
    if (last) this.drafted.push({ ...last, team: null });
  }
}
