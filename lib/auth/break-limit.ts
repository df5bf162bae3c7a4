import { perProcess } from "../cluster/per-process.ts";
import { dataRedis } from "../cluster/redis.ts";
import { env } from "../env.ts";
import { Limit } from "./throttle/limit.ts";

/** How often one address may break or mend a part: 12 a minute, on all nodes together. */
export const breakLimit = (): Limit =>
  perProcess("break-limit", () => {
    const [secret = ""] = env().SESSION_PEPPERS;
    return new Limit(dataRedis(), {
      name: "break",
      points: 12,
      duration: 60,
      secret,
      // That Redis is away may be what was asked for.
      onAlone: () => {},
    });
  });
