import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { env } from "../env.ts";
import { createClient, type RedisClient } from "../redis/client.ts";
import { parseRedisUrl } from "../redis/url.ts";
import type { Revocation } from "../session/index.ts";
import { drain } from "./drain.ts";
import { nodeName } from "./node.ts";
import { perProcess } from "./per-process.ts";

const channel = "unstuck:revoked";
/** A dead subscription shows by an unanswered PING only: nothing else is ever asked on it. */
const pingEvery = 1000;
const silenceAllowed = 1500;

const message = z.object({ by: z.string(), tag: z.string(), ids: z.array(z.string()) });

/** Who wants to know of a session's end. */
export interface Watcher {
  ended(): void;
  /** Announcements may have been missed: ask the store. */
  unsure(): void;
}

/**
 * Tells the nodes of each other's revocations, within milliseconds: tags and ids, which are no secrets. For open pages, and for
 * the stores' journals; never for the question whether a session lives, since a message that is lost is lost.
 */
export class Revocations {
  readonly #self = randomUUID();
  readonly #publisher: RedisClient;
  readonly #subscriber: RedisClient;
  readonly #heard = new Set<(revocation: Revocation) => void>();
  readonly #watchers = new Map<string, Set<Watcher>>();
  /** A session may end between its look-up and {@link watch}. */
  readonly #recent = new LRUCache<string, true>({ max: 10_000, ttl: 10_000 });
  readonly #ping: NodeJS.Timeout;
  #subscribedBefore = false;

  constructor(url: string, label: string) {
    const target = parseRedisUrl(url);
    this.#publisher = createClient(target, { label: `${label}-announce`, socketTimeout: silenceAllowed });
    this.#subscriber = createClient(target, { label: `${label}-revocations`, socketTimeout: silenceAllowed });
    // Without listeners ioredis prints every failed attempt; sessions() speaks of outages.
    this.#publisher.on("error", () => {});
    this.#subscriber.on("error", () => {});
    this.#subscriber.on("message", (_channel: string, text: string) => this.#receive(text));
    this.#subscriber.on("ready", () => void this.#subscribe());
    this.#ping = setInterval(() => {
      if (this.#subscriber.status === "ready") this.#subscriber.ping().catch(() => {});
    }, pingEvery);
    this.#ping.unref();
  }

  /** Tells this node's watchers at once and the other nodes by Redis: 1 round trip that nobody waits for. */
  announce(revocation: Revocation): void {
    this.#tell(revocation);
    const text = JSON.stringify({ by: this.#self, ...revocation } satisfies z.input<typeof message>);
    // While Redis is away nothing is queued: what then ends is learned by asking, once it is back.
    if (this.#publisher.status === "ready") this.#publisher.publish(channel, text).catch(() => {});
  }

  /** Has `listener` told of what other nodes announce. */
  onHeard(listener: (revocation: Revocation) => void): void {
    this.#heard.add(listener);
  }

  /** Watches a session that was alive a moment ago, until the function that this returns is called. */
  watch(id: string, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(watcher));
    if (this.#recent.has(id)) watcher.ended();
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(id) === watchers) this.#watchers.delete(id);
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#ping);
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
  }

  async #subscribe(): Promise<void> {
    // ioredis subscribes again by itself; asking again is harmless and tells when it's done.
    const done = await this.#subscriber.subscribe(channel).then(
      () => true,
      () => false,
    );
    if (done && this.#subscribedBefore) {
      for (const watchers of [...this.#watchers.values()])
        for (const watcher of [...watchers]) watcher.unsure();
    }
    this.#subscribedBefore ||= done;
  }

  #receive(text: string): void {
    const said = parsed(text);
    if (!said || said.by === this.#self) return;
    const { by: _, ...revocation } = said;
    for (const listener of this.#heard) listener(revocation);
    this.#tell(revocation);
  }

  #tell({ ids }: Revocation): void {
    for (const id of ids) {
      this.#recent.set(id, true);
      for (const watcher of [...(this.#watchers.get(id) ?? [])]) watcher.ended();
    }
  }
}

/** Undefined for what another build may say: an exception in a listener would end the process. */
function parsed(text: string): z.output<typeof message> | undefined {
  try {
    return message.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** This process's. */
export const revocations = (): Revocations =>
  perProcess("revocations", () => {
    const made = new Revocations(env().REDIS_URL, nodeName());
    drain().onClose(() => made.close());
    return made;
  });
