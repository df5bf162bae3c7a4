import calculateSlot from "cluster-key-slot";
import type { Redis } from "ioredis";
import type { ClosingWrite } from "./closing-write.ts";
import type { RedisConnection } from "./connection.ts";
import type { ConnectionLosses, Losses } from "./connection-losses.ts";
import { isPassing, translate } from "./errors.ts";
import type { PendingWrite } from "./pending-write.ts";
import { redirectOf, splitError } from "./redirect.ts";
import { acknowledged, lackingOf, type Named, roleIn } from "./replicas.ts";
import { isUnknown, type Reply } from "./script.ts";
import type { Shards } from "./shards.ts";

export interface Durability {
  /** How many replicas must have a write, asked before each batch. */
  needed: () => number;
  /**
   * The replicas that must have a write, if they are known. WAIT only counts: the replica that is
   * about to be promoted, or read from, may not be the one that was quicker.
   */
  named?: (() => Named) | undefined;
  /** The error of a write that too few replicas have. */
  shortfall: (have: number, need: number) => Error;
  /** Milliseconds that one WAIT may take; below the connection's socketTimeout. */
  waitTimeout: number;
}

export interface BatchesParts {
  connection: RedisConnection;
  durability: Durability;
  losses: ConnectionLosses;
  closing: ClosingWrite;
  /** The shards of a Cluster. */
  shards?: Shards;
}

type Result = [error: Error | null, reply: unknown];

/**
 * Sends batches to one server, each as one pipeline, and settles the writes that the replicas have.
 */
export class Batches {
  readonly #parts: BatchesParts;

  constructor(parts: BatchesParts) {
    this.#parts = parts;
  }

  /**
   * Sends a batch: one round trip, plus the time of the slowest replica needed. The caller must
   * send again each write that this doesn't settle.
   * @returns Whether the connection survived.
   */
  async send(batch: readonly PendingWrite[], node: Redis, end: number): Promise<boolean> {
    const { connection, durability, shards } = this.#parts;
    if (shards) await this.#prepare(batch, node, end, shards);
    const losses = this.#parts.losses.of(node);
    const before = losses.count;
    const named = durability.named?.();
    const need = durability.needed();
    const open = batch.filter(({ settled }) => !settled);
    if (open.length === 0) return true;
    const sending = open.filter((write) => !write.answered || write.hasCrossed(node, before));
    const pipeline = node.pipeline();
    const at = sending.map((write) => {
      if (write.hasCrossed(node, before)) write.renew();
      write.sentOn = { node, lost: before };
      write.answered = false;
      const { script, keys, args } = write.call;
      if (write.asking) script.addAskingTo(pipeline, keys, args);
      else script.addTo(pipeline, keys, args, write.unknown || (before > 0 && !losses.known.has(script)));
      return pipeline.length - 1;
    });
    const rest = pipeline.length;
    if (named) pipeline.role();
    const guest = open.find(({ asking }) => asking);
    const closes = need > 0 || named !== undefined;
    if (closes) this.#parts.closing.addTo(pipeline, losses, guest?.call.keys[0]);
    const closing = pipeline.length - 1;
    // While the Sentinels name another primary, the replicas needed are not this server's, and
    // waiting for them would be in vain.
    pipeline.wait(this.#isElsewhere(named) ? 1 : need, durability.waitTimeout);
    if (named) pipeline.role();
    const results = (await connection.within(end, connection.untilLost(pipeline.exec()))) ?? [];

    const offset = named ? roleIn(results[rest]).offset : 0;
    for (const [index, write] of sending.entries())
      this.#take(write, results[at[index] ?? 0], offset, losses.count === before ? losses : undefined);
    if (losses.count !== before) return false;
    if (closes && !guest) this.#parts.closing.took(results[closing]?.[0], losses);
    this.#acknowledge(open, results.slice(rest), named, need);
    return true;
  }

  /**
   * Prepares a Cluster's node for the writes' slots. A node that a slot is moving to has the data
   * of the slot's former node, so it needs no preparation.
   */
  async #prepare(batch: readonly PendingWrite[], node: Redis, end: number, shards: Shards): Promise<void> {
    const slots = new Set(batch.flatMap(({ asking, call }) => (asking ? [] : [calculateSlot(call.keys[0])])));
    await this.#parts.connection.within(end, shards.prepared(node, slots));
  }

  /** Takes Redis's answer to one write. */
  #take(write: PendingWrite, result: Result | undefined, offset: number, losses: Losses | undefined): void {
    const [error, reply] = result ?? [new Error("Connection is closed."), null];
    const { asking } = write;
    write.asking = undefined;
    if (!error) {
      write.replies.push(reply as Reply);
      write.answered = true;
      write.offset = offset;
      if (asking) write.asking = asking;
      else losses?.known.add(write.call.script);
      return;
    }
    const { shards } = this.#parts;
    const redirect = shards && redirectOf(error);
    if (redirect) {
      // The node refused the write, so it can't have been carried out.
      write.sentOn = undefined;
      if (redirect.kind === "split") write.failure = translate(splitError(error));
      if (redirect.kind === "ask") write.asking = shards.named(redirect.node);
      if (redirect.kind === "moved") shards.moved(redirect.slot, redirect.node);
      return;
    }
    write.unknown = isUnknown(error);
    if (write.unknown) return;
    if (isPassing(error)) {
      write.failure = translate(error);
      shards?.refresh();
    } else write.reject(translate(error));
  }

  /** Settles each write that Redis has answered and that the replicas needed have. */
  #acknowledge(
    open: readonly PendingWrite[],
    results: readonly Result[],
    named: Named | undefined,
    need: number,
  ): void {
    const { durability } = this.#parts;
    // It looks at the Sentinels' view from before and after, as an election may have ended in
    // between.
    const isDeposed = [named, durability.named?.()].some((view) => this.#isElsewhere(view));
    const error = results.find(([failed]) => failed)?.[0];
    const count = Number(results.at(named ? -2 : -1)?.[1] ?? 0);
    const replicas = named ? roleIn(results.at(-1)).replicas : new Map<string, number>();
    for (const write of open.filter(({ answered, settled }) => answered && !settled)) {
      // WAIT's count is about the newest write, and under load a newer one always follows. The
      // others may be acknowledged while the newest is not.
      const have = isDeposed ? 0 : named ? acknowledged(replicas, write.offset) : count;
      const lacking = named ? lackingOf(named, replicas, write.offset) : 0;
      if (error && !isPassing(error) && !isUnknown(error)) write.reject(translate(error));
      else if (!error && have >= need && lacking === 0) {
        for (const [name, at] of replicas) if (named?.isUp(name) && at >= write.offset) named.join(name);
        write.resolve();
      } else
        write.failure = error ? translate(error) : durability.shortfall(Math.min(have, need - lacking), need);
    }
  }

  #isElsewhere(view: Named | undefined): boolean {
    return view?.primary !== undefined && view.primary !== this.#parts.connection.server;
  }
}
