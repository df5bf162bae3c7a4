import { Counter } from "prom-client";
import { env } from "../env.ts";
import { metricsRegistry } from "../metrics/metrics.ts";
import { dataRedis } from "../node/data-redis.ts";
import { log } from "../node/log.ts";
import { perProcess } from "../node/per-process.ts";
import { Throttle } from "./throttle/throttle.ts";

/** Milliseconds between two log lines with the same text. */
const sayAgainAfter = 60_000;

/** This process's throttle. All nodes count together. */
export const throttle = (): Throttle => perProcess("throttle", make);

function make(): Throttle {
  const { SESSION_PEPPERS, LOGIN_TRIES, SIGN_UPS_PER_HOUR } = env();
  const [secret = ""] = SESSION_PEPPERS;
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers: [metricsRegistry()] });
  const throttled = counter("unstuck_throttled_total", "Attempts refused as too many, by purpose.", [
    "purpose",
  ]);
  const alone = counter(
    "unstuck_throttle_alone_total",
    "Attempts that this node counted for itself, since Redis did not answer.",
  );
  let said = Number.NEGATIVE_INFINITY;
  return new Throttle({
    redis: dataRedis(),
    secret,
    tries: LOGIN_TRIES,
    signUpsPerHour: SIGN_UPS_PER_HOUR,
    onThrottled: (purpose) => throttled.inc({ purpose }),
    onAlone: (error) => {
      alone.inc();
      if (performance.now() - said < sayAgainAfter) return;
      said = performance.now();
      log().warn(
        `The throttle counts in this node's memory, so three nodes allow three times as much: ${error instanceof Error ? error.message : error}`,
      );
    },
  });
}
