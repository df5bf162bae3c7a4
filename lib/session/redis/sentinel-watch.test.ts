import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type OwnNode, OwnRedis } from "../testing/own-redis.ts";
import { poll } from "../testing/poll.ts";
import { RedisProxy } from "../testing/proxy.ts";
import { openWatch, type SentinelTarget } from "../testing/sentinel-watch.ts";
import { DurableRedis } from "./durable.ts";
import { SentinelWatch } from "./sentinel-watch.ts";
import { parseRedisUrl } from "./url.ts";

let redis: OwnRedis;
let url: string;
let nodes: readonly OwnNode[];
let target: SentinelTarget;
beforeAll(async () => {
  redis = await OwnRedis.begin();
  const group = await redis.sentinelGroup();
  url = group.url;
  nodes = group.nodes;
  const parsed = parseRedisUrl(url);
  if (parsed.kind !== "sentinel") throw new Error("The group's URL names no Sentinels.");
  target = parsed;
}, 40_000);
afterAll(() => redis.end());

test("a silent Sentinel holds up nobody, and counts as away until it answers again", async () => {
  const { watch, proxy } = await openWatch(target);
  const [primary] = nodes;
  proxy.hold();
  const begun = performance.now();
  await watch.ask(begun);
  expect(performance.now() - begun).toBeLessThan(250);
  expect(watch.consensus.readable(begun).primary).toEqual([{ host: "127.0.0.1", port: primary?.port }]);
  const isFirstUp = () => watch.view.sentinels[0]?.up;
  await poll(async () => !isFirstUp(), { timeoutMs: 3000, promise: "the silent connection is given up" });
  proxy.release();
  await poll(async () => isFirstUp(), { timeoutMs: 3000, promise: "the Sentinel is heard again" });
});

test("with most Sentinels silent nobody may be read in the primary's place", async () => {
  const [first, second] = target.sentinels;
  const proxies = await Promise.all(
    [first, second].map((one) => RedisProxy.open(`redis://${one?.host}:${one?.port}`)),
  );
  onTestFinished(() => {
    for (const proxy of proxies) proxy.close();
  });
  const through = proxies.map(({ port }) => ({ host: "127.0.0.1", port }));
  const watch = new SentinelWatch(
    { ...target, sentinels: [...through, ...target.sentinels.slice(2)] },
    () => {},
  );
  onTestFinished(() => watch.close());
  await watch.informed;
  const before = performance.now();
  await watch.ask(before);
  expect(watch.consensus.readable(before).inStep).toHaveLength(2);
  for (const proxy of proxies) proxy.hold();
  const begun = performance.now();
  await watch.ask(begun);
  expect(watch.consensus.readable(begun)).toEqual({ primary: [], inStep: [] });
  expect(watch.consensus.named.primary).toBe(`127.0.0.1 ${nodes[0]?.port}`);
});

test("questions that come close together share one poll, and each is newer than what it was asked for", async () => {
  const { watch, proxy } = await openWatch(target);
  proxy.commands = [];
  const since = performance.now();
  await Promise.all(Array.from({ length: 100 }, () => watch.ask(since)));
  await Promise.all(Array.from({ length: 100 }, () => watch.ask()));
  const begun = performance.now();
  await watch.ask(begun);
  expect(watch.consensus.readable(begun).primary).toHaveLength(1);
  // A poll is three commands per Sentinel; the regular poll may have come in between.
  expect(proxy.commands.length).toBeLessThanOrEqual(4 * 3);
});

test("the connection to a node that no Sentinel lists any more is ended and forgotten", async () => {
  const durable = new DurableRedis({ url, label: "leaving" });
  onTestFinished(() => durable.close());
  const [, staying, leaving] = nodes;
  const connections = async (node: OwnNode | undefined) =>
    String(await node?.operator.client("LIST")).match(/ name=leaving-fallback /g)?.length ?? 0;
  /** Asks as a read does that the primary doesn't answer. */
  const askAll = () =>
    void durable
      .readWatched(
        () => new Promise(() => {}),
        (others) =>
          void others.ask(
            (client) => client.exists("unstuck:nothing"),
            () => false,
            performance.now(),
            () => false,
          ),
      )
      .catch(() => {});
  const isAsked = async () => {
    askAll();
    return (await Promise.all([staying, leaving].map(connections))).every((count) => count === 1);
  };
  await poll(isAsked, { timeoutMs: 5000, promise: "both replicas are asked, on one connection each" });

  // The node is up all the time, so only forgetting it ends its connection.
  await leaving?.operator.config("SET", "replica-announced", "no");
  await poll(async () => (await connections(leaving)) === 0, {
    timeoutMs: 25_000,
    promise: "the connection to the replica that isn't listed is ended",
  });
  expect(await connections(staying)).toBe(1);
}, 60_000);
