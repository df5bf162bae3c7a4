import { openCaches } from "../cache/shared.ts";
import { env } from "../env.ts";
import { watchAnswers } from "./answers.ts";
import { drain } from "./drain.ts";
import { beginLive } from "./live/live.ts";
import { log } from "./log.ts";
import { requestMetrics } from "./metrics.ts";
import { watchRedis } from "./redis-watch.ts";

/** What a node does once, before its first request: checks its settings, opens the caches, names its answers, begins to watch Redis, and learns how to leave. */
export function boot(): void {
  const { DRAIN_SECONDS, EXIT_DEADLINE_SECONDS, UNSTUCK_WITHOUT, SESSION_STORE } = env();
  if (UNSTUCK_WITHOUT)
    log().warn(`UNSTUCK_WITHOUT=${UNSTUCK_WITHOUT}: sessions will be lost. For negative controls only.`);
  if (SESSION_STORE !== "redis")
    log().warn(`SESSION_STORE=${SESSION_STORE}: logins will be lost. For negative controls only.`);
  openCaches();
  watchAnswers((answer) => {
    requestMetrics().observe(answer);
    const { whole: _, ...failed } = { ...answer, ms: Math.round(answer.ms) };
    if (answer.status >= 500) log().error(failed, "answered with an error");
  });
  watchRedis();
  beginLive();
  const leave = () => {
    setTimeout(() => process.exit(1), EXIT_DEADLINE_SECONDS * 1000).unref();
    void drain()
      .leave(DRAIN_SECONDS)
      .then(() => process.exit(0));
  };
  process.once("SIGTERM", leave);
  process.once("SIGINT", leave);
}
