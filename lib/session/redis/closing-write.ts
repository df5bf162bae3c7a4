import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import calculateSlot from "cluster-key-slot";
import type { ChainableCommander } from "ioredis";
import type { Losses } from "./connection-losses.ts";
import { redirectOf } from "./redirect.ts";
import { isUnknown, Script } from "./script.ts";

const script = new Script(join(dirname(fileURLToPath(import.meta.url)), "scripts", "closing.lua"));

/**
 * A write of our own in front of each WAIT. From Redis 7.2 on, WAIT is about the last change on its
 * connection: after a write that finds nothing to change, it answers at once, although no replica
 * may have the data that the write saw. And a primary that has nothing new to send hears from its
 * replicas only once a second.
 */
export class ClosingWrite {
  /** Whether the server that the batches go to has this slot. Without it, any slot will do. */
  readonly #hasSlot: ((slot: number) => boolean) | undefined;
  readonly #prefix: string;
  #number = 0;

  /** @param prefix The beginning of its key, before a colon. */
  constructor(prefix: string, hasSlot?: (slot: number) => boolean) {
    this.#prefix = prefix;
    this.#hasSlot = hasSlot;
  }

  /**
   * Adds it to a pipeline.
   * @param guest A key of a slot that is on its way to this server, which may have no slot yet.
   */
  addTo(pipeline: ChainableCommander, { known }: Losses, guest?: string): void {
    // Each key is new: a key that the slot's owner also has would stop the slot's move (BUSYKEY).
    if (guest) script.addAskingTo(pipeline, [`${guest}:closing:${randomUUID()}`], []);
    else script.addTo(pipeline, [this.#key()], [], !known.has(script));
  }

  /**
   * Takes the server's answer. If the server doesn't know the script, the next write is sent with
   * its text. If this slot moves, the next write goes to another slot.
   */
  took(error: Error | null | undefined, { known }: Losses): void {
    if (redirectOf(error)) this.#number += 1;
    if (isUnknown(error)) known.delete(script);
    else if (!error) known.add(script);
  }

  /**
   * On Cluster, a key in a slot of the server. It stays the same as long as possible, so that only
   * one such key exists.
   */
  #key(): string {
    for (let tries = 0; this.#hasSlot && tries < 1000; tries += 1) {
      if (this.#hasSlot(calculateSlot(String(this.#number)))) break;
      this.#number += 1;
    }
    return `${this.#prefix}:{${this.#number}}:closing`;
  }
}
