import type { Redis } from "ioredis";
import { nameOf } from "./node-name.ts";
import { redirectOf } from "./redirect.ts";
import type { Sharded } from "./sharded.ts";

const slotCount = 16_384;

/**
 * The work on a node before its answers about some slots are trusted.
 * @param client Calls go through it, to the nodes that have the slots by then.
 */
export type Prepare = (client: Sharded, slots: ReadonlySet<number>) => Promise<void>;

/** Which node has which slot, and a way to call it that prepares nothing. */
export interface Owners {
  ownerOf(slot: number): string | undefined;
  readonly unprepared: Sharded;
}

/**
 * A connection from its opening to its end. What was prepared for it counts no longer than that.
 */
interface Connection {
  readonly name: string;
  preparing: Promise<void> | undefined;
}

/**
 * Remembers for each slot of a Cluster on which connection it was prepared. From one request to the
 * next another node may answer for a slot, over a connection that was open all the time. That node
 * may lack writes that the former node acknowledged.
 */
export class SlotPreparation {
  readonly #shards: Owners;
  readonly #prepare: Prepare[] = [];
  readonly #connections = new WeakMap<Redis, Connection>();
  #done: (Connection | undefined)[] = [];

  constructor(shards: Owners) {
    this.#shards = shards;
  }

  add(prepare: Prepare): void {
    this.#prepare.push(prepare);
    this.#done = [];
  }

  isDone(node: Redis, slot: number): boolean {
    return this.#prepare.length === 0 || this.#done[slot] === this.#connectionOf(node);
  }

  /**
   * Prepares all slots that the node has and that weren't prepared on it, so that the next call for
   * one of them needn't wait. A slot that the node loses meanwhile is left out.
   */
  async run(node: Redis, slot: number): Promise<void> {
    // The loop repeats for a slot that the preparation under way doesn't include, and after a
    // connection that was lost meanwhile.
    while (this.#shards.ownerOf(slot) === nameOf(node) && !this.isDone(node, slot)) {
      const connection = this.#connectionOf(node);
      connection.preparing ??= this.#run(connection, slot).finally(() => {
        connection.preparing = undefined;
      });
      await connection.preparing;
    }
  }

  /**
   * Forgets the slots that have another owner in the table, so that a node which gets one back is
   * prepared once more.
   */
  forgetMoved(): void {
    this.#done.forEach((connection, slot) => {
      if (connection && this.#shards.ownerOf(slot) !== connection.name) this.#done[slot] = undefined;
    });
  }

  async #run(connection: Connection, wanted: number): Promise<void> {
    const isOwned = (slot: number) => this.#shards.ownerOf(slot) === connection.name;
    let slots = new Set<number>();
    for (let slot = 0; slot < slotCount; slot += 1)
      if (isOwned(slot) && this.#done[slot] !== connection) slots.add(slot);
    try {
      await this.#prepareFor(slots);
    } catch (error) {
      // A moving slot must not hold up the node's other slots.
      if (redirectOf(error)?.kind !== "split") throw error;
      slots = new Set([wanted]);
      await this.#prepareFor(slots);
    }
    // If a slot moved meanwhile, it was prepared on another node.
    for (const slot of slots) if (isOwned(slot)) this.#done[slot] = connection;
  }

  async #prepareFor(slots: ReadonlySet<number>): Promise<void> {
    for (const prepare of this.#prepare) await prepare(this.#shards.unprepared, slots);
  }

  #connectionOf(node: Redis): Connection {
    let connection = this.#connections.get(node);
    if (!connection) {
      connection = { name: nameOf(node), preparing: undefined };
      this.#connections.set(node, connection);
      node.once("close", () => this.#connections.delete(node));
    }
    return connection;
  }
}
