import calculateSlot from "cluster-key-slot";
import type { Cluster, Redis } from "ioredis";
import { isPassing } from "./errors.ts";
import { addressIn, nameOf } from "./node-name.ts";
import { redirectOf, splitError } from "./redirect.ts";
import type { Sharded } from "./sharded.ts";
import { type Prepare, SlotPreparation } from "./slot-preparation.ts";

/**
 * The most redirections that one call follows. After that the caller may retry, within its
 * deadline.
 */
const mostHops = 8;
/**
 * Milliseconds between two requests for the whole table, and between two connections to a node that
 * ended one.
 */
const pauseFor = 100;

type Work<T> = (node: Redis, asking: boolean) => Promise<T>;

/** Which node of a Cluster has which slot, as far as its client knows: a rebuildable cache. */
export class Shards {
  readonly #client: Cluster;
  readonly #nodes = new Map<string, Redis>();
  /** When the connection to a node ended. */
  readonly #ended = new Map<string, number>();
  readonly #preparation: SlotPreparation;
  #refreshed = Number.NEGATIVE_INFINITY;

  constructor(client: Cluster) {
    this.#client = client;
    this.#preparation = new SlotPreparation(this);
    client.on("+node", (node: Redis) => this.#nodes.set(nameOf(node), node));
    client.on("-node", (node: Redis) => {
      const name = nameOf(node);
      if (this.#nodes.get(name) !== node) return;
      this.#nodes.delete(name);
      this.#ended.set(name, performance.now());
    });
    client.on("refresh", () => this.#preparation.forgetMoved());
  }

  /**
   * Has `prepare` run for the slots that a node newly answers for, before a script's call about
   * them reaches it.
   */
  beforeSlots(prepare: Prepare): void {
    this.#preparation.add(prepare);
  }

  /**
   * Resolves when the preparations of {@link beforeSlots} are done on that node for these slots. No
   * round trip if they were done before.
   */
  async prepared(node: Redis, slots: Iterable<number>): Promise<void> {
    for (const slot of slots)
      if (!this.#preparation.isDone(node, slot)) await this.#preparation.run(node, slot);
  }

  /** The name (`host:port`) of the slot's node, if the table has one. */
  ownerOf(slot: number): string | undefined {
    return this.#client.slots[slot]?.[0];
  }

  /**
   * The connection to a node, made if necessary. Undefined for a moment after a connection to it
   * ended.
   */
  node(name: string): Redis | undefined {
    const node = this.#nodes.get(name);
    // A replica's connection is replaced by a primary's.
    if (node && !node.options.readOnly) return node;
    if (performance.now() - (this.#ended.get(name) ?? Number.NEGATIVE_INFINITY) < pauseFor) return undefined;
    // A node that has no slot yet isn't in the table, and ioredis has no other way to connect to
    // it.
    // biome-ignore lint/complexity/useLiteralKeys: private in its types, which only this way lets pass
    return this.#client["connectionPool"].findOrCreate(addressIn(name));
  }

  /**
   * The name of the node that another node calls `name`, which may be an address that only the
   * nodes reach.
   */
  named(name: string): string {
    const { natMap } = this.#client.options;
    const mapped = typeof natMap === "function" ? natMap(name) : natMap?.[name];
    return mapped ? `${mapped.host}:${mapped.port}` : name;
  }

  /** Takes a node's word that a slot has another owner. */
  moved(slot: number, name: string): void {
    // The slot gets an array of its own: in a table, all slots of a range share one array.
    this.#client.slots[slot] = [this.named(name)];
    this.refresh();
  }

  /** Asks for the whole table, unless it did so a moment ago. */
  refresh(): void {
    if (performance.now() - this.#refreshed < pauseFor) return;
    this.#refreshed = performance.now();
    this.#client.refreshSlotsCache();
  }

  /**
   * Runs `work` where the key's slot is, and follows redirections.
   * @throws The errors of `work`, and a passing error while the slot has no node or its keys are on
   * two.
   */
  run<T>(key: string, work: Work<T>): Promise<T> {
    return this.#follow(calculateSlot(key), work, true);
  }

  /** The same without preparing, for the preparations themselves. */
  readonly unprepared: Sharded = {
    onShard: (key, work) => this.#follow(calculateSlot(key), work, false),
  };

  async #follow<T>(slot: number, work: Work<T>, prepares: boolean): Promise<T> {
    let asked: string | undefined;
    for (let hop = 0; ; hop += 1) {
      const name = asked ?? this.ownerOf(slot);
      const node = name === undefined ? undefined : this.node(name);
      try {
        if (!node) throw new Error("Connection is closed.");
        // The node that a slot is moving to has its keys from the former node, which was prepared.
        if (prepares && asked === undefined) {
          if (!this.#preparation.isDone(node, slot)) await this.#preparation.run(node, slot);
          if (this.ownerOf(slot) !== name) continue;
        }
        return await work(node, asked !== undefined);
      } catch (error) {
        const redirect = redirectOf(error);
        asked = undefined;
        if (redirect?.kind === "split") throw splitError(error);
        if (!redirect || hop === mostHops) {
          if (isPassing(error)) this.refresh();
          throw error;
        }
        if (redirect.kind === "ask") asked = this.named(redirect.node);
        else this.moved(redirect.slot, redirect.node);
      }
    }
  }
}
