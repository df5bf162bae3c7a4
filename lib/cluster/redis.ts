import { env } from "../env.ts";
import { DurableRedis } from "../redis/durable.ts";
import { drain } from "./drain.ts";
import { nodeName } from "./node.ts";
import { perProcess } from "./per-process.ts";

/** This process's connections to Redis for all that isn't a session: users, accounts at providers, the throttle. */
export function dataRedis(): DurableRedis {
  return perProcess("data-redis", () => {
    const redis = new DurableRedis({ url: env().REDIS_URL, label: `${nodeName()}-data` });
    drain().onClose(() => redis.close());
    return redis;
  });
}
