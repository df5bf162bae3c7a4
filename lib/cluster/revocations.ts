import { randomUUID } from "node:crypto";
import { z } from "zod";
import { env } from "../env.ts";
import { createClient, type RedisClient } from "../redis/client.ts";
import { isRefusal, Subscription, silenceAllowed } from "../redis/subscription.ts";
import { parseRedisUrl } from "../redis/url.ts";
import { type Revocation, RevocationJournal } from "../session/journal.ts";
import { tagOf } from "../session/keys.ts";
import { drain } from "./drain.ts";
import { log } from "./log.ts";
import { nodeName } from "./node.ts";
import { perProcess } from "./per-process.ts";

const channel = "unstuck:revoked";
/** Ids of one message, 25 kB: all of a user's 70,000 sessions in one took 1.7 MB, a copy for each node that listens. */
const idsInMessage = 1000;

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
  readonly #subscription: Subscription;
  readonly #say: (line: string) => void;
  readonly #said = new Set<string>();
  readonly #heard = new Set<(revocation: Revocation) => void>();
  readonly #watchers = new Map<string, Set<Watcher>>();
  /** A session may end between its look-up and {@link watch}. By the store's limits: 80,000 a second fit. */
  readonly #recent = new RevocationJournal({ keepFor: 10_000 });
  #subscribedBefore = false;

  /** @param say Where a line for the operator goes: once for each reason, until that is over. */
  constructor(url: string, label: string, say: (line: string) => void = () => {}) {
    const target = parseRedisUrl(url);
    this.#say = say;
    this.#publisher = createClient(target, { label: `${label}-announce`, socketTimeout: silenceAllowed });
    // Without a listener ioredis prints every failed attempt; sessions() speaks of outages.
    this.#publisher.on("error", () => {});
    this.#subscription = new Subscription(target, {
      label: `${label}-revocations`,
      channel,
      onMessage: (text) => this.#receive(text),
      onSubscribed: () => this.#subscribed(),
      onRefused: (error) => this.#sayOnce("hear", error),
    });
  }

  /** Tells this node's watchers at once and the other nodes by Redis: 1 round trip that nobody waits for. */
  announce(revocation: Revocation): void {
    this.#tell(revocation);
    // While Redis is away nothing is queued: what then ends is learned by asking, once it is back.
    if (this.#publisher.status !== "ready") return;
    const { tag, ids } = revocation;
    for (let at = 0; at === 0 || at < ids.length; at += idsInMessage) {
      const said = { by: this.#self, tag, ids: ids.slice(at, at + idsInMessage) };
      this.#publish(JSON.stringify(said satisfies z.input<typeof message>));
    }
  }

  /** Has `listener` told of what other nodes announce. */
  onHeard(listener: (revocation: Revocation) => void): void {
    this.#heard.add(listener);
  }

  /** Watches a session that was alive a moment ago, until the function that this returns is called. */
  watch({ user, id }: { user: string; id: string }, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(watcher));
    if (this.#recent.has(tagOf(user), id)) watcher.ended();
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(id) === watchers) this.#watchers.delete(id);
    };
  }

  async close(): Promise<void> {
    this.#publisher.disconnect();
    this.#subscription.close();
  }

  #publish(text: string): void {
    this.#publisher.publish(channel, text).then(
      () => this.#said.delete("tell"),
      (error) => {
        if (isRefusal(error)) this.#sayOnce("tell", error);
      },
    );
  }

  #subscribed(): void {
    this.#said.delete("hear");
    if (this.#subscribedBefore) {
      for (const watchers of [...this.#watchers.values()])
        for (const watcher of [...watchers]) watcher.unsure();
    }
    this.#subscribedBefore = true;
  }

  #sayOnce(verb: "hear" | "tell", error: Error): void {
    if (this.#said.has(verb)) return;
    this.#said.add(verb);
    this.#say(
      `This node can't ${verb} of sessions that were ended: pages that are open elsewhere stay open, and an election could bring ` +
        `such a session back. Allow the app's user the channel \`${channel}\` in redis/users.acl. ${error.message}`,
    );
  }

  #receive(text: string): void {
    const said = parsed(text);
    if (!said || said.by === this.#self) return;
    const { by: _, ...revocation } = said;
    for (const listener of this.#heard) listener(revocation);
    this.#tell(revocation);
  }

  #tell(revocation: Revocation): void {
    this.#recent.add(revocation);
    for (const id of revocation.ids) {
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
    const made = new Revocations(env().REDIS_URL, nodeName(), (line) => log().warn(line));
    drain().onClose(() => made.close());
    return made;
  });
