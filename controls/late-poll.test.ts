import { afterAll, beforeAll, expect, test } from "vitest";
import { parseRedisUrl } from "../lib/session/redis/url.ts";
import { OwnRedis } from "../lib/session/testing/own-redis.ts";
import { openWatch, type SentinelTarget } from "../lib/session/testing/sentinel-watch.ts";
import { countedFromTheEnd } from "./late-poll.ts";

let redis: OwnRedis;
let target: SentinelTarget;
beforeAll(async () => {
  redis = await OwnRedis.begin();
  const parsed = parseRedisUrl((await redis.sentinelGroup()).url);
  if (parsed.kind !== "sentinel") throw new Error("The group's URL names no Sentinels.");
  target = parsed;
}, 40_000);
afterAll(() => redis.end());

test("control: when answers count from the end of the poll, the silent Sentinel holds up the others' each time", async () => {
  const { watch, proxy } = await openWatch(target, countedFromTheEnd);
  proxy.hold();
  for (let nth = 0; nth < 3; nth += 1) {
    const begun = performance.now();
    await watch.ask(begun);
    expect(performance.now() - begun).toBeGreaterThan(400);
    expect(watch.consensus.readable(begun).primary).toHaveLength(1);
  }
});
