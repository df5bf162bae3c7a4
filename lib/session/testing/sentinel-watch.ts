import { onTestFinished } from "vitest";
import type { Polling } from "../redis/sentinel-poll.ts";
import { SentinelWatch } from "../redis/sentinel-watch.ts";
import type { RedisTarget } from "../redis/target.ts";
import { poll } from "./poll.ts";
import { RedisProxy } from "./proxy.ts";

export type SentinelTarget = RedisTarget & { kind: "sentinel" };

/** A watch that reaches the first Sentinel through a proxy. */
export async function openWatch(target: SentinelTarget, polling?: Polling) {
  const [first, ...others] = target.sentinels;
  const proxy = await RedisProxy.open(`redis://${first?.host}:${first?.port}`);
  onTestFinished(() => proxy.close());
  const sentinels = [{ host: "127.0.0.1", port: proxy.port }, ...others];
  const watch = new SentinelWatch({ ...target, sentinels }, () => {}, polling);
  onTestFinished(() => watch.close());
  await poll(async () => watch.view.sentinels.every(({ up }) => up), {
    timeoutMs: 5000,
    promise: "the watch reaches all Sentinels",
  });
  await watch.ask();
  return { watch, proxy };
}
