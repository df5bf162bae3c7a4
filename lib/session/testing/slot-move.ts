import type { OwnNode } from "./own-redis.ts";

/**
 * Moves one slot of a Cluster to another primary, step by step, as
 * `redis-cli --cluster reshard` does.
 */
export class SlotMove {
  readonly #slot: number;
  readonly #from: OwnNode;
  readonly #to: OwnNode;

  constructor(slot: number, from: OwnNode, to: OwnNode) {
    this.#slot = slot;
    this.#from = from;
    this.#to = to;
  }

  /** From now on each node serves only the keys that it has. */
  async begin(): Promise<void> {
    await this.#to.operator.call("CLUSTER", "SETSLOT", this.#slot, "IMPORTING", await idOf(this.#from));
    await this.#from.operator.call("CLUSTER", "SETSLOT", this.#slot, "MIGRATING", await idOf(this.#to));
  }

  async moveKey(key: string): Promise<void> {
    const { username, password } = this.#from.operator.options;
    const login = ["AUTH2", username ?? "", password ?? ""];
    await this.#from.operator.call("MIGRATE", "127.0.0.1", this.#to.port, key, 0, 5000, ...login);
  }

  /** Moves the old node's remaining keys, one after another. */
  async moveKeys(): Promise<void> {
    for (;;) {
      const keys = await this.#from.operator.call("CLUSTER", "GETKEYSINSLOT", this.#slot, 10);
      if ((keys as string[]).length === 0) return;
      for (const key of keys as string[]) await this.moveKey(key);
    }
  }

  /** Gives the slot to its new node, and tells these primaries too. */
  async finish(primaries: readonly OwnNode[]): Promise<void> {
    const id = await idOf(this.#to);
    for (const { operator } of [this.#to, this.#from, ...primaries])
      await operator.call("CLUSTER", "SETSLOT", this.#slot, "NODE", id);
  }
}

export async function idOf({ operator }: OwnNode): Promise<string> {
  return String(await operator.call("CLUSTER", "MYID"));
}

/** The primary of three equal ranges that has a slot. */
export function ownerOf(slot: number, primaries: readonly OwnNode[]): OwnNode {
  const owner = primaries[Math.floor((slot * primaries.length) / 16_384)];
  if (!owner) throw new Error(`No primary for slot ${slot}.`);
  return owner;
}
