import { env } from "../env.ts";
import { appPrefix } from "../prefix.ts";
import { DurableRedis } from "../session/redis/durable.ts";
import { drain } from "./drain.ts";
import { log } from "./log.ts";
import { nodeName } from "./name.ts";
import { perProcess } from "./per-process.ts";
import { inWords } from "./primary-news.ts";

/**
 * This process's connections to Redis for everything except sessions: users, accounts at providers,
 * the throttle.
 */
export function dataRedis(): DurableRedis {
  return perProcess("data-redis", () => {
    const redis = new DurableRedis({
      url: env().REDIS_URL,
      label: `${nodeName()}-data`,
      prefix: appPrefix,
      onPrimary: (news) => log().warn(news, inWords(news)),
    });
    drain().onClose(() => redis.close());
    return redis;
  });
}
