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
 * A write of our own in front of each WAIT. From Redis 7.2 on, WAIT is about what its connection
 * changed last: behind a write that finds nothing to change it answers at once, although what
 * that write saw may be on no replica yet. And a primary that has nothing new to hear of hears
 * from its replicas once a second.
 */
export class ClosingWrite {
  /** Whether the server that the batches go to has this slot; any does without it. */
  readonly #hasSlot: ((slot: number) => boolean) | undefined;
  readonly #prefix: string;
  #number = 0;

  /** @param prefix Begins its key, before a colon. */
  constructor(prefix: string, hasSlot?: (slot: number) => boolean) {
    this.#prefix = prefix;
    this.#hasSlot = hasSlot;
  }

  /**
   * Adds it to a pipeline.
   * @param guest A key of a slot that is on its way to this server, which may have no slot yet.
   */
  addTo(pipeline: ChainableCommander, { known }: Losses, guest?: string): void {
    // A key of its own each time: one that the slot's owner has too would stop
    // the slot's move (BUSYKEY).
    if (guest) script.addAskingTo(pipeline, [`${guest}:closing:${randomUUID()}`], []);
    else script.addTo(pipeline, [this.#key()], [], !known.has(script));
  }

  /**
   * Takes the server's answer: the next one goes with its text where that isn't known, and to
   * another slot where this one moves.
   */
  took(error: Error | null | undefined, { known }: Losses): void {
    if (redirectOf(error)) this.#number += 1;
    if (isUnknown(error)) known.delete(script);
    else if (!error) known.add(script);
  }

  /**
   * On Cluster, one in a slot of the server. The same one as long as it can be, so
   * that there is one such key.
   */
  #key(): string {
    for (let tries = 0; this.#hasSlot && tries < 1000; tries += 1) {
      if (this.#hasSlot(calculateSlot(String(this.#number)))) break;
      this.#number += 1;
    }
    return `${this.#prefix}:{${this.#number}}:closing`;
  }
}
