import type { MetricValue, Registry } from "prom-client";
import { parseInfo } from "../session/redis/info.ts";

/**
 * Why a session ended. `expired`: by the idle or the absolute timeout. Redis reports the expiry and
 * doesn't distinguish them.
 */
export const endings = ["logout", "revoked", "revoked-all", "cap", "replay", "expired"] as const;

export type Ending = (typeof endings)[number];

export interface Minute {
  /** Minutes since 1970. */
  minute: number;
  created: number;
  ended: Record<Ending, number>;
}

/** How many values were at most `upTo` and above the previous step. */
export interface Step {
  upTo: number;
  count: number;
}

/** The counts that a node reports to the operators' console, since its process began. */
export interface NodeFigures {
  /** Milliseconds since 1970, by the node's clock. */
  at: number;
  /** The last {@link minutesKept} minutes, the oldest first. */
  minutes: Minute[];
  ttlSeconds: Step[];
  envelopeBytes: Step[];
  /** Store operations: how many there were, and how many took longer than 50 ms. */
  operations: { operation: string; count: number; slow: number }[];
  redis: { usedBytes: number; maxBytes: number; evicted: number; endingKeys: number } | null;
}

export const minutesKept = 15;
const slowAbove = "0.05";

/** Keeps a node's counts per minute, from the metrics that the node has anyway. */
export class Figures {
  readonly #registry: Registry;
  #minutes: Minute[] = [];
  #before: { created: number; ended: Record<Ending, number> } | undefined;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /**
   * Adds the counts since the last call to the current minute.
   * @param info Redis's INFO, if Redis answered.
   */
  async take(now: number, info: string | undefined): Promise<NodeFigures> {
    const totals = await this.#totals();
    const current = this.#minuteOf(Math.floor(now / 60_000));
    const before = this.#before ?? totals;
    current.created += totals.created - before.created;
    for (const ending of endings) current.ended[ending] += totals.ended[ending] - before.ended[ending];
    this.#before = totals;
    return {
      at: now,
      minutes: this.#minutes,
      ttlSeconds: steps(await this.#values("unstuck_session_ttl_seconds")),
      envelopeBytes: steps(await this.#values("unstuck_session_envelope_bytes")),
      operations: operations(await this.#values("unstuck_session_operation_seconds")),
      redis: info === undefined ? null : redisOf(info),
    };
  }

  #minuteOf(minute: number): Minute {
    const last = this.#minutes.at(-1);
    if (last?.minute === minute) return last;
    const fresh: Minute = { minute, created: 0, ended: none() };
    this.#minutes = [...this.#minutes.filter((one) => one.minute > minute - minutesKept), fresh];
    return fresh;
  }

  async #totals() {
    const ended = none();
    for (const { labels, value } of await this.#values("unstuck_sessions_revoked_total")) {
      const ending = endings.find((known) => known === labels.reason);
      if (ending) ended[ending] += value;
    }
    ended.expired = (await this.#values("unstuck_sessions_expired_total"))[0]?.value ?? 0;
    const created = (await this.#values("unstuck_sessions_created_total"))[0]?.value ?? 0;
    return { created, ended };
  }

  async #values(name: string): Promise<(MetricValue<string> & { metricName?: string })[]> {
    return (await this.#registry.getSingleMetric(name)?.get())?.values ?? [];
  }
}

const none = () => Object.fromEntries(endings.map((ending) => [ending, 0])) as Record<Ending, number>;

/** A bucket of Prometheus counts all values up to its bound. Here each step counts only its own. */
function steps(values: readonly (MetricValue<string> & { metricName?: string })[]): Step[] {
  const buckets = values.filter(
    ({ metricName, labels }) => metricName?.endsWith("_bucket") && labels.le !== "+Inf",
  );
  return buckets.map(({ labels, value }, index) => ({
    upTo: Number(labels.le),
    count: value - (buckets[index - 1]?.value ?? 0),
  }));
}

function operations(
  values: readonly (MetricValue<string> & { metricName?: string })[],
): NodeFigures["operations"] {
  const counts = values.filter(({ metricName }) => metricName?.endsWith("_count"));
  return counts.map(({ labels, value }) => {
    const fast = values.find(
      (other) => other.labels.operation === labels.operation && String(other.labels.le) === slowAbove,
    );
    return { operation: String(labels.operation), count: value, slow: value - (fast?.value ?? 0) };
  });
}

function redisOf(info: string): NonNullable<NodeFigures["redis"]> {
  const { usedMemory, maxMemory, evictedKeys, endingKeys } = parseInfo(info);
  return { usedBytes: usedMemory, maxBytes: maxMemory, evicted: evictedKeys, endingKeys };
}

/**
 * All nodes together. Each node hears of every expiry, so the count of expiries is the highest that
 * any node saw. All nodes see the same Redis, so its figures are those of the newest report.
 */
export function together(all: readonly NodeFigures[]): NodeFigures | undefined {
  const newest = [...all].sort((a, b) => b.at - a.at)[0];
  if (!newest) return undefined;
  const last = Math.max(...all.flatMap((one) => one.minutes.map(({ minute }) => minute)), 0);
  const minutes = Array.from({ length: minutesKept }, (_, index) => last - minutesKept + 1 + index);
  const sumSteps = (of: (figures: NodeFigures) => Step[]) =>
    of(newest).map(({ upTo }, index) => ({
      upTo,
      count: all.reduce((sum, one) => sum + (of(one)[index]?.count ?? 0), 0),
    }));
  const names = [...new Set(all.flatMap((one) => one.operations.map(({ operation }) => operation)))].sort();
  return {
    at: newest.at,
    minutes: minutes.map((minute) => {
      const same = all.flatMap((one) => one.minutes.filter((other) => other.minute === minute));
      const ended = none();
      for (const ending of endings) {
        const counts = same.map((one) => one.ended[ending]);
        ended[ending] =
          ending === "expired" ? Math.max(0, ...counts) : counts.reduce((sum, count) => sum + count, 0);
      }
      return { minute, created: same.reduce((sum, { created }) => sum + created, 0), ended };
    }),
    ttlSeconds: sumSteps((one) => one.ttlSeconds),
    envelopeBytes: sumSteps((one) => one.envelopeBytes),
    operations: names.map((operation) => {
      const same = all.flatMap((one) => one.operations.filter((other) => other.operation === operation));
      const sum = (of: "count" | "slow") => same.reduce((total, one) => total + one[of], 0);
      return { operation, count: sum("count"), slow: sum("slow") };
    }),
    redis: newest.redis,
  };
}
