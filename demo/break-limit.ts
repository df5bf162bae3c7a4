import { Limit } from "../lib/auth/throttle/limit.ts";
import { env } from "../lib/env.ts";
import { dataRedis } from "../lib/node/data-redis.ts";
import { perProcess } from "../lib/node/per-process.ts";

/** How often one address may break or repair a part: 12 a minute, on all nodes together. */
export const breakLimit = (): Limit =>
  perProcess("break-limit", () => {
    const [secret = ""] = env().SESSION_PEPPERS;
    return new Limit(dataRedis(), {
      name: "break",
      points: 12,
      duration: 60,
      secret,
      // The person may have asked for exactly this outage of Redis.
      onAlone: () => {},
    });
  });
