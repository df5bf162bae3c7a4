import type { Redis } from "ioredis";
import { env } from "../env.ts";
import { drain } from "../node/drain.ts";
import { log } from "../node/log.ts";
import { nodeName } from "../node/name.ts";
import { appPrefix } from "../prefix.ts";
import type { RedisClient } from "../session/redis/client.ts";
import { RedisConnection } from "../session/redis/connection.ts";
import { RedisMisconfigured } from "../session/redis/errors.ts";
import { ExpiryEvents } from "../session/redis/expiry-events.ts";
import { parseInfo, type RedisInfo } from "../session/redis/info.ts";
import { type KeySample, recentRecords } from "./key-sample.ts";
import { MemoryWarning } from "./memory-warning.ts";
import { metricsRegistry } from "./metrics.ts";
import { RedisMetrics } from "./redis-metrics.ts";

export interface RedisWatchOptions {
  url: string;
  /** Names the connections in `CLIENT LIST`, with `-watch` after it. */
  label: string;
  metrics: RedisMetrics;
  sample: KeySample;
  /** Logs a line for the operator. */
  say: (line: string) => void;
}

const lookEvery = 5000;
const lookWithin = 1000;
const isRecord = (key: string) => key.startsWith(`${appPrefix}:{`) && key.includes("}:s:");

/**
 * Looks at Redis beside the requests, for the live picture and the metrics. It decides nothing
 * about a session, and its failures reach no request. It has connections of its own. A look costs
 * each primary one INFO and up to 100 PTTL.
 */
export class RedisWatch {
  readonly #connection: RedisConnection;
  readonly #events: ExpiryEvents;
  readonly #options: RedisWatchOptions;
  readonly #said = new Set<string>();
  readonly #memory: MemoryWarning;
  #before: RedisInfo[] = [];
  /** The number of looks in which keys had expired but no event had ever come. */
  #silentLooks = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: RedisWatchOptions) {
    this.#options = options;
    this.#memory = new MemoryWarning(options.say);
    this.#connection = new RedisConnection(options.url, {
      label: `${options.label}-watch`,
      deadline: lookWithin,
    });
    this.#events = new ExpiryEvents(
      (key) => {
        if (isRecord(key)) options.metrics.expired.inc();
      },
      (error) => this.#sayOnce(`Expired sessions aren't counted: ${reasonOf(error)}`),
    );
  }

  /** Looks now and every 5 s. */
  start(): void {
    this.#timer = setInterval(() => void this.look(), lookEvery);
    this.#timer.unref();
    void this.look();
  }

  /** One look. Never rejects: it logs a fault of the set-up, once for each reason. */
  async look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#events.close();
    await this.#connection.close();
  }

  async #look(): Promise<void> {
    const { metrics } = this.#options;
    try {
      await this.#connection.run(async (client) => {
        const nodes = primariesOf(client);
        this.#events.follow([...nodes.values()]);
        const infos = new Map<string, RedisInfo>();
        for (const [name, node] of nodes) {
          const info = parseInfo(await node.info());
          if (info.isPrimary) infos.set(name, info);
        }
        this.#show(infos);
        await this.#sampleTtl(client);
      });
      metrics.up.set(1);
    } catch (error) {
      metrics.up.set(0);
      // If Redis is away, the connections for writes report it (lib/node/primary-news.ts).
      if (error instanceof RedisMisconfigured) this.#sayOnce(`Redis can't be looked at: ${reasonOf(error)}`);
    }
  }

  #show(infos: ReadonlyMap<string, RedisInfo>): void {
    const { metrics } = this.#options;
    const known = new Set(this.#before.map(({ runId }) => runId));
    const fresh = [...infos.values()].filter(({ runId }) => !known.has(runId));
    if (this.#before.length > 0 && fresh.length > 0) {
      metrics.newPrimaries.inc(fresh.length);
      this.#events.move();
    }
    const silent = fresh.length === 0 && this.#events.heard === 0;
    if (silent && expiredIn(infos.values()) > expiredIn(this.#before)) this.#silentLooks += 1;
    // Wait for the second such look, because the first event may still be on its way.
    if (silent && this.#silentLooks === 2) {
      this.#sayOnce("Expired sessions aren't counted: set `notify-keyspace-events Ex` in redis.conf.");
    }
    const shown = new Map<string, { info: RedisInfo; isFilling: boolean }>();
    for (const [name, info] of infos)
      shown.set(name, { info, isFilling: this.#memory.isFilling(name, info) });
    this.#memory.keepOnly(shown.keys());
    metrics.show(shown);
    if (infos.size > 0) this.#before = [...infos.values()];
  }

  async #sampleTtl(client: RedisClient): Promise<void> {
    const { metrics, sample } = this.#options;
    const ask = async (key: string) => {
      const ttl = await client.pttl(key);
      if (ttl < 0) sample.drop(key);
      else metrics.ttl.observe(ttl / 1000);
    };
    // ioredis writes the commands back to back, so this is one round trip to each node. On Cluster,
    // a pipeline may not span nodes.
    await Promise.all(sample.keys.map(ask));
  }

  #sayOnce(line: string): void {
    if (!this.#said.has(line)) this.#options.say(line);
    this.#said.add(line);
  }
}

/**
 * The connection to each primary, by name. On Cluster, which has several primaries, the name is the
 * address.
 */
function primariesOf(client: RedisClient): Map<string, Redis> {
  // Not `instanceof`: the client may be of another bundle's copy of the class.
  if (!("nodes" in client)) return new Map([["primary", client]]);
  return new Map(client.nodes("master").map((node) => [`${node.options.host}:${node.options.port}`, node]));
}

function expiredIn(infos: Iterable<RedisInfo>): number {
  return [...infos].reduce((sum, { expiredKeys }) => sum + expiredKeys, 0);
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * Begins to watch this process's Redis, until the node leaves. It logs a failure, which costs no
 * request anything.
 */
export function watchRedis(): void {
  const { REDIS_URL, SESSION_IDLE_SECONDS } = env();
  const watch = new RedisWatch({
    url: REDIS_URL,
    label: nodeName(),
    metrics: new RedisMetrics(metricsRegistry(), SESSION_IDLE_SECONDS),
    sample: recentRecords(),
    say: (line) => log().warn(line),
  });
  watch.start();
  drain().signal.addEventListener("abort", () => void watch.close(), { once: true });
}
