import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseRedisUrl } from "../lib/session/redis/url.ts";
import { OwnRedis } from "../lib/session/testing/own-redis.ts";
import { poll } from "../lib/session/testing/poll.ts";
import { asOperator, parsePairs } from "../lib/session/testing/redis-admin.ts";
import { plannedFailover } from "./failover.ts";

let redis: OwnRedis;

beforeAll(async () => {
  redis = await OwnRedis.begin();
});

afterAll(() => redis.end());

it("waits until no Sentinel takes the next primary for one that should be a replica again", async () => {
  const { url, nodes } = await redis.sentinelGroup();
  const [first, second, third] = nodes;
  const target = parseRedisUrl(url);
  if (target.kind !== "sentinel" || !first || !second || !third) throw new Error("There is a group.");
  const { sentinels, name: group } = target;
  const [leader = { host: "", port: 0 }] = sentinels;
  const password = first.operator.options.password ?? "";
  const ask = (command: string) =>
    Promise.all(
      sentinels.map((sentinel) =>
        asOperator(sentinel, password, (sent) => sent.call("SENTINEL", command, group)),
      ),
    );
  const all = (promise: string, isSo: () => Promise<boolean>) => poll(isSo, { timeoutMs: 20_000, promise });

  // Only the first two are candidates, so that the second failover goes back to
  // where the first came from.
  await third.operator.config("SET", "replica-priority", 0);
  await all("the Sentinels know the third's priority", async () =>
    ((await ask("REPLICAS")) as unknown[][])
      .flat()
      .map(parsePairs)
      .every((replica) => replica.port !== String(third.port) || replica["slave-priority"] === "0"),
  );
  // The old primary learns late that it is no longer the primary. By then every Sentinel has looked
  // at it, and looks again 10 s later.
  await asOperator(leader, password, (sent) => sent.call("SENTINEL", "FAILOVER", group));
  await all("the Sentinels know the new primary", async () =>
    (await ask("MASTER")).map(parsePairs).every(({ port }) => port === String(second.port)),
  );
  await pause(1500);
  await first.operator.replicaof("127.0.0.1", second.port);
  await pause(7000);

  expect((await plannedFailover({ sentinels, password, group })).port).toBe(first.port);
}, 60_000);
