import { Cluster, type Redis } from 'ioredis';

/**
 * Tells one server process from the next. A Redis that goes on running keeps what it acknowledged; one that was started anew, or a
 * replica that took over, may lack the newest of it. Both are reached by another connection, in a cluster also by way of
 * another table of slots.
 */
export class RedisIncarnation {
  #lostConnections = 0;

  constructor(private readonly connection: Redis | Cluster) {
    const lost = (): void => {
      this.#lostConnections += 1;
    };
    if (connection instanceof Cluster) connection.on('+node', (node: Redis) => node.on('close', lost));
    else connection.on('close', lost);
  }

  get current(): string {
    const lost = String(this.#lostConnections);
    return this.connection instanceof Cluster ? `${lost} ${primariesOf(this.connection)}` : lost;
  }
}

/** @returns where each run of slots begins and which server is its primary. */
function primariesOf({ slots }: Cluster): string {
  let runs = '';
  let before: string | undefined;
  for (let slot = 0; slot < slots.length; slot += 1) {
    const primary = slots[slot]?.[0];
    if (primary === before) continue;
    runs += `${slot}=${primary ?? '?'} `;
    before = primary;
  }
  return runs;
}
