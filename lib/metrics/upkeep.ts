import { env } from "../env.ts";
import { dataRedis } from "../node/data-redis.ts";
import { drain } from "../node/drain.ts";
import { metricsRegistry } from "./metrics.ts";
import { UpkeepMetrics } from "./upkeep-metrics.ts";

/** Begins to report the upkeep figures, until the node leaves. It costs no request anything. */
export function watchUpkeep(): void {
  const { SITE_URL: siteUrl, KEYS_SINCE: keysSince } = env();
  const sentinels = () => dataRedis().sentinelView;
  const upkeep = new UpkeepMetrics(metricsRegistry(), { siteUrl, keysSince, sentinels });
  upkeep.start();
  drain().signal.addEventListener("abort", () => upkeep.close(), { once: true });
}
