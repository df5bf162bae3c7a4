import { metricsRegistry } from "../metrics/metrics.ts";
import { dataRedis } from "../node/data-redis.ts";
import { drain } from "../node/drain.ts";
import { nodeName } from "../node/name.ts";
import { Figures, type NodeFigures, together } from "./figures.ts";
import { figuresKey } from "./keys.ts";

const tellEvery = 5000;
const answerWithin = 1500;
/**
 * Milliseconds after which the console no longer shows a node's figures: a node that has left
 * counts nothing.
 */
const staleAfter = 20_000;

/**
 * Reports this node's figures every 5 s, until the node leaves: 1 INFO and 1 HSET. After a failure,
 * the next report follows as usual.
 */
export function tellFigures(): void {
  const figures = new Figures(metricsRegistry());
  const tell = async () => {
    const redis = dataRedis();
    const { client } = redis;
    try {
      // On Cluster, each primary would report its own slots only.
      const info = redis.isSharded ? undefined : await redis.run(() => client.info(), answerWithin);
      const told = JSON.stringify(await figures.take(Date.now(), info));
      await redis.run(() => client.hset(figuresKey, nodeName(), told), answerWithin);
    } catch {
      // The console says that Redis is away.
    }
  };
  const timer = setInterval(() => void tell(), tellEvery);
  timer.unref();
  drain().signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  void tell();
}

/**
 * The counts of all nodes together; undefined before any node has reported. 1 round trip.
 * @throws {RedisUnavailable}
 */
export async function clusterFigures(): Promise<NodeFigures | undefined> {
  const redis = dataRedis();
  const told = await redis.run(() => redis.client.hgetall(figuresKey), answerWithin);
  const all = Object.values(told).map((text) => JSON.parse(text) as NodeFigures);
  return together(all.filter(({ at }) => Date.now() - at < staleAfter));
}
