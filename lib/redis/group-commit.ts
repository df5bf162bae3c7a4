import calculateSlot from "cluster-key-slot";
import { Cluster, type Redis } from "ioredis";
import type { RedisConnection } from "./connection.ts";
import { isPassing, translate } from "./errors.ts";
import { acknowledged, lackingOf, type Named, roleIn } from "./replicas.ts";
import { type Argument, isUnknown, type Reply, type Script } from "./script.ts";

/** What a write sends. */
export interface Call {
  script: Script;
  keys: [string, ...string[]];
  args: Argument[];
}

/** A write, and what its caller is owed. */
interface Pending {
  call: Call;
  renew: (() => Call) | undefined;
  end: number;
  replies: Reply[];
  /** The connection that carried it last. */
  sentOn: { node: Redis; lost: number } | undefined;
  /** Whether Redis answered it there, so that only the replicas are still waited for. */
  answered: boolean;
  /** The primary's replication offset just after it, so that a replica that is past this has it. */
  offset: number;
  /** Whether the server said that it doesn't know the script, so that its text goes along. */
  unknown: boolean;
  settled: boolean;
  resolve: (replies: Reply[]) => void;
  reject: (error: unknown) => void;
  /** What it fails with at its deadline, once that is known. */
  failure: unknown;
}

/** A node takes one batch at a time; a Cluster may not know a slot's node for a moment. */
type Lane = Redis | "unknown";

/** What is known of a connection. */
interface Epoch {
  /** How often it was lost. */
  lost: number;
  /**
   * The scripts that the server answered on this connection. After a loss each goes with its text the first time: a server that was just
   * promoted has none of them, and a refusal for want of the text comes only after the WAIT behind it.
   */
  readonly known: Set<Script>;
}

export interface Durability {
  /** How many replicas must have a write, asked before each batch. */
  needed: () => number;
  /**
   * Which of them must, where that is known. WAIT only counts: a replica that is about to be promoted, or read from, may be
   * another than the one that was quicker.
   */
  named?: (() => Named) | undefined;
  /** What a write fails with when too few have it. */
  shortfall: (have: number, need: number) => Error;
  /** Milliseconds that one WAIT may take; below the connection's socketTimeout. */
  waitTimeout: number;
}

/**
 * Writes that are acknowledged only when the replicas have them. All that are pending go out as one pipeline closed by
 * one WAIT, on a connection of its own: one by one, 32 callers got 7,000 a second, together 37,700.
 *
 * An acknowledgement that crossed a reconnection counts for nothing: on a new connection WAIT has no write to wait for and
 * answers at once. The whole batch is then sent again, so scripts must be safe to repeat.
 */
export class GroupCommit {
  readonly #connection: RedisConnection;
  readonly #durability: Durability;
  #pending: Pending[] = [];
  readonly #epochs = new WeakMap<Redis, Epoch>();
  readonly #busy = new Set<Lane>();

  constructor(connection: RedisConnection, durability: Durability) {
    this.#connection = connection;
    this.#durability = durability;
  }

  /**
   * Runs a script and waits for its replication: one round trip, then the slowest replica needed.
   * @param renew What to send instead after a lost connection. Without it the same is sent again.
   * @returns The script's replies, one a time that it was sent; usually one.
   * @throws What `shortfall` makes, or {@link RedisUnavailable} at the deadline: then the write may or may not be there.
   */
  write(call: Call, renew?: () => Call): Promise<Reply[]> {
    return new Promise((resolve, reject) => {
      const { deadline } = this.#connection;
      const pending: Pending = {
        call,
        renew,
        end: performance.now() + deadline,
        replies: [],
        sentOn: undefined,
        answered: false,
        offset: 0,
        unknown: false,
        settled: false,
        failure: undefined,
        resolve: (replies) => settle(() => resolve(replies)),
        reject: (error) => settle(() => reject(error)),
      };
      // A timer each: a batch waits for its last deadline, and nobody is to wait longer because others joined.
      const timer = setTimeout(() => pending.reject(pending.failure ?? this.#connection.tooLate()), deadline);
      const settle = (how: () => void) => {
        clearTimeout(timer);
        pending.settled = true;
        how();
      };
      this.#pending.push(pending);
      // What other callers add in this turn of the event loop joins the same batch.
      queueMicrotask(() => void this.#flush());
    });
  }

  /** Sends what is pending for a node that has no batch under way; the rest follows when that is answered. */
  async #flush(): Promise<void> {
    const first = this.#pending.find((write) => !this.#busy.has(this.#laneOf(write)));
    if (!first) return;
    const lane = this.#laneOf(first);
    const batch = this.#pending.filter((write) => this.#laneOf(write) === lane);
    this.#pending = this.#pending.filter((write) => !batch.includes(write));
    this.#busy.add(lane);
    await this.#commit(batch, lane);
    this.#busy.delete(lane);
    this.#pending.unshift(...batch.filter(({ settled }) => !settled));
    queueMicrotask(() => void this.#flush());
  }

  /** Sends a batch and settles what can be settled; what isn't is to be sent again. */
  async #commit(batch: Pending[], lane: Lane): Promise<void> {
    try {
      const end = Math.max(...batch.map((write) => write.end));
      await this.#connection.usable(end);
      const open = batch.filter(({ settled }) => !settled);
      if (lane !== "unknown" && open.length > 0) await this.#send(open, lane, end);
    } catch (error) {
      // Of a write that Redis has, the missing replicas are the better thing to say.
      if (!isPassing(error)) for (const write of batch) if (!write.answered) write.failure = translate(error);
    }
    if (batch.some(({ settled }) => !settled)) await new Promise((resolve) => setTimeout(resolve, 25));
  }

  async #send(batch: Pending[], node: Redis, end: number): Promise<void> {
    const epoch = this.#epochOf(node);
    const before = epoch.lost;
    const isElsewhere = (view: Named | undefined) =>
      view?.primary !== undefined && view.primary !== this.#connection.server;
    const named = this.#durability.named?.();
    const need = this.#durability.needed();
    const sending = batch.filter(
      ({ answered, sentOn }) => !(answered && sentOn?.node === node && sentOn.lost === before),
    );
    const pipeline = node.pipeline();
    let crossed: Pending | undefined;
    for (const write of sending) {
      if (write.sentOn && (write.sentOn.node !== node || write.sentOn.lost !== before)) {
        write.call = write.renew?.() ?? write.call;
        crossed = write;
      }
      write.sentOn = { node, lost: before };
      write.answered = false;
      const { script, keys, args } = write.call;
      script.addTo(pipeline, keys, args, write.unknown || (epoch.lost > 0 && !epoch.known.has(script)));
    }
    // From Redis 7.2 on, WAIT waits for what this connection has changed, and a write that is sent again may find nothing
    // left to change. This changes something in any case.
    if (crossed) pipeline.set(`${crossed.call.keys[0]}:again`, "", "PX", 1000);
    if (named) pipeline.role();
    // While the Sentinels name another, the replicas that it needs are not this one's, and waiting for them is in vain.
    pipeline.wait(isElsewhere(named) ? 1 : need, this.#durability.waitTimeout);
    if (named) pipeline.role();
    const results = (await this.#connection.within(end, this.#connection.untilLost(pipeline.exec()))) ?? [];

    const offset = named ? roleIn(results.at(-3)).offset : 0;
    sending.forEach((write, index) => {
      const [error, reply] = results[index] ?? [new Error("Connection is closed."), null];
      if (!error) {
        write.replies.push(reply as Reply);
        write.answered = true;
        write.offset = offset;
        if (epoch.lost === before) epoch.known.add(write.call.script);
        return;
      }
      write.unknown = isUnknown(error);
      if (write.unknown) return;
      if (isPassing(error)) write.failure = translate(error);
      else write.reject(translate(error));
    });
    if (epoch.lost !== before) return;
    // Asked before and after, as an election may have been over in between.
    const isDeposed = [named, this.#durability.named?.()].some(isElsewhere);
    const error = results.slice(sending.length).find(([failed]) => failed)?.[0];
    const count = Number(results.at(named ? -2 : -1)?.[1] ?? 0);
    const replicas = named ? roleIn(results.at(-1)).replicas : new Map<string, number>();
    for (const write of batch.filter(({ answered }) => answered)) {
      // WAIT's count is about the newest write. Others may be acknowledged while that isn't yet, and under load one is always new.
      const have = isDeposed ? 0 : named ? acknowledged(replicas, write.offset) : count;
      const lacking = named ? lackingOf(named, replicas, write.offset) : 0;
      if (error && !isPassing(error)) write.reject(translate(error));
      else if (!error && have >= need && lacking === 0) {
        for (const [name, at] of replicas) if (named?.isUp(name) && at >= write.offset) named.join(name);
        write.resolve(write.replies);
      } else
        write.failure = error
          ? translate(error)
          : this.#durability.shortfall(Math.min(have, need - lacking), need);
    }
  }

  /** The connection to the node that has the write's slot. */
  #laneOf({ call }: Pending): Lane {
    const { client } = this.#connection;
    if (!(client instanceof Cluster)) return client;
    const owner = client.slots[calculateSlot(call.keys[0])]?.[0];
    return (
      client.nodes("master").find(({ options }) => `${options.host}:${options.port}` === owner) ?? "unknown"
    );
  }

  #epochOf(node: Redis): Epoch {
    let epoch = this.#epochs.get(node);
    if (!epoch) {
      const counted: Epoch = { lost: 0, known: new Set() };
      node.on("close", () => {
        counted.lost += 1;
        counted.known.clear();
      });
      this.#epochs.set(node, counted);
      epoch = counted;
    }
    return epoch;
  }
}
