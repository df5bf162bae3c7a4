import type { RedisConnection } from "./connection.ts";

/** News of the primary, by its address (`host:port`) where Sentinels or a URL name one. */
export type PrimaryNews =
  | { readonly kind: "lost"; readonly from: string | undefined }
  | {
      readonly kind: "found";
      /** Undefined at the start, and on Cluster. */
      readonly from: string | undefined;
      readonly to: string | undefined;
      /**
       * How long writes waited, from the oldest that was under way when the connection was lost.
       */
      readonly seconds: number;
    };

/**
 * Milliseconds that a connection may be away before it is reported. A connection that a proxy has
 * closed is back by then, and a first one is made.
 */
const grace = { first: 5000, later: 250 };

/** Reports once that writes wait for a primary, and once that they no longer do. No round trip. */
export class Absence {
  readonly #connection: RedisConnection;
  readonly #tell: (news: PrimaryNews) => void;
  /** The writes under way, oldest first, with the time when each began. */
  readonly #writes = new Map<Promise<unknown>, number>();
  #lost: { since: number; from: string | undefined; told: boolean; timer: NodeJS.Timeout } | undefined;

  #closed = false;

  /** @param connection The connection for writes. */
  constructor(connection: RedisConnection, tell: (news: PrimaryNews) => void) {
    this.#connection = connection;
    this.#tell = tell;
    this.#lose(grace.first);
    connection.client.on("close", () => this.#lose(grace.later));
    connection.client.on("ready", () => void this.#find());
  }

  follow(write: Promise<unknown>): void {
    this.#writes.set(write, performance.now());
    const done = () => this.#writes.delete(write);
    write.then(done, done);
  }

  /** The connection is closed on purpose from now on. */
  close(): void {
    clearTimeout(this.#lost?.timer);
    this.#closed = true;
  }

  get #address(): string | undefined {
    const { server, target } = this.#connection;
    if (server !== undefined) return server.replace(" ", ":");
    return target.kind === "standalone" ? `${target.host}:${target.port}` : undefined;
  }

  #lose(patience: number): void {
    if (this.#lost || this.#closed) return;
    const [oldest = performance.now()] = this.#writes.values();
    const timer = setTimeout(() => {
      lost.told = true;
      this.#tell({ kind: "lost", from: lost.from });
    }, patience);
    timer.unref();
    const from = patience === grace.first ? undefined : this.#address;
    const lost = { since: oldest, from, told: false, timer };
    this.#lost = lost;
  }

  /**
   * The search ends at a primary that writes: a deposed one answers too, until the client has left
   * it.
   */
  async #find(): Promise<void> {
    const lost = this.#lost;
    const { epoch } = this.#connection;
    if (!lost) return;
    await this.#connection.usable(performance.now() + 60_000).catch(() => {});
    await Promise.allSettled([...this.#writes.keys()]);
    if (this.#connection.epoch !== epoch || this.#lost !== lost) return;
    clearTimeout(lost.timer);
    this.#lost = undefined;
    const to = this.#address;
    const isOther = lost.from !== undefined && lost.from !== to;
    if (!lost.told && !isOther) return;
    this.#tell({ kind: "found", from: lost.from, to, seconds: (performance.now() - lost.since) / 1000 });
  }
}
