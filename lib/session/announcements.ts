/*
 * Every node learns of every revocation and repeats it on each new primary before it trusts that
 * primary's reads. So a revocation outlives the node that acknowledged it. A lost message loses
 * only a second copy, since the replicas have the revocation already.
 */
import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { formatAnnouncement, parseAnnouncement } from "./announcement.ts";
import type { Revocation } from "./journal.ts";
import { connectToOne } from "./redis/one-node.ts";
import { isRefusal, Subscription, silenceAllowed } from "./redis/subscription.ts";
import type { RedisTarget } from "./redis/target.ts";

/**
 * Ids in one message, 25 kB. All of a user's 70,000 sessions in one message took 1.7 MB, and Redis
 * sent a copy to each node that listens.
 */
const idsInMessage = 1000;

/**
 * Redis refuses an announcement or the subscription. Until that is fixed, an election may bring an
 * ended session back.
 */
export interface AnnouncementProblem {
  /** The operation that Redis refuses to this store. */
  readonly verb: "hear" | "tell";
  /** The channel that the store's Redis user must be allowed. */
  readonly channel: string;
  readonly error: Error;
}

export interface AnnouncementsOptions {
  /** The beginning of the connections' names in `CLIENT LIST`. */
  label: string;
  channel: string;
  /** Called with each revocation that another store announces. */
  onHeard: (revocation: Revocation) => void;
  /**
   * Called each time that the subscription is back after a break. Announcements may have been
   * missed in the break.
   */
  onMissed: () => void;
  /** Called once for each verb, until Redis accepts it again. */
  onProblem: (problem: AnnouncementProblem) => void;
}

/**
 * Tells the stores on one Redis of each other's revocations, within milliseconds: tags and ids,
 * which are not secret. Open pages and the stores' journals use them. They never decide whether a
 * session lives, since a message may be lost.
 *
 * Two connections: one publishes and one listens, since a subscribed connection can't do anything
 * else in RESP2.
 */
export class Announcements {
  readonly #self = randomUUID();
  readonly #publisher: Redis;
  readonly #subscription: Subscription;
  readonly #options: AnnouncementsOptions;
  readonly #reported = new Set<string>();
  #subscribedBefore = false;

  constructor(target: RedisTarget, options: AnnouncementsOptions) {
    this.#options = options;
    const { label, channel } = options;
    this.#publisher = connectToOne(target, { label: `${label}-announce`, socketTimeout: silenceAllowed });
    // Without a listener ioredis prints every failed attempt. The store's own calls report outages.
    this.#publisher.on("error", () => {});
    this.#subscription = new Subscription(target, {
      label: `${label}-revocations`,
      channel,
      onMessage: (text) => this.#receive(text),
      onSubscribed: () => this.#subscribed(),
      onRefused: (error) => this.#report("hear", error),
    });
  }

  /** Tells the other stores: 1 round trip, and no request waits for it. */
  announce({ tag, ids }: Revocation): void {
    // While Redis is away nothing is queued. A session that ends then is known to be ended only by
    // asking Redis, once it is back.
    if (this.#publisher.status !== "ready") return;
    for (let at = 0; at === 0 || at < ids.length; at += idsInMessage) {
      this.#publish(formatAnnouncement({ by: this.#self, tag, ids: ids.slice(at, at + idsInMessage) }));
    }
  }

  close(): void {
    this.#publisher.disconnect();
    this.#subscription.close();
  }

  #publish(text: string): void {
    this.#publisher.publish(this.#options.channel, text).then(
      () => this.#reported.delete("tell"),
      (error) => {
        if (isRefusal(error)) this.#report("tell", error);
      },
    );
  }

  #subscribed(): void {
    this.#reported.delete("hear");
    if (this.#subscribedBefore) this.#options.onMissed();
    this.#subscribedBefore = true;
  }

  #report(verb: AnnouncementProblem["verb"], error: Error): void {
    if (this.#reported.has(verb)) return;
    this.#reported.add(verb);
    this.#options.onProblem({ verb, channel: this.#options.channel, error });
  }

  #receive(text: string): void {
    const said = parseAnnouncement(text);
    if (said && said.by !== this.#self) this.#options.onHeard({ tag: said.tag, ids: said.ids });
  }
}
