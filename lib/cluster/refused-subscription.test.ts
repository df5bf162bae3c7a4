import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { poll } from "../../stack/poll.ts";
import { OwnRedis } from "../redis/testing/own-redis.ts";
import { tagOf } from "../session/keys.ts";
import { newToken } from "../session/token.ts";
import { Revocations } from "./revocations.ts";

let redis: OwnRedis;
beforeAll(async () => {
  redis = await OwnRedis.begin();
}, 30_000);
afterAll(() => redis.end());

const user = "somebody";
const within = { timeoutMs: 8000 };

it("a subscription that the ACL refuses is reported once, ends no process, and comes back once it is allowed", async () => {
  const redisNode = await redis.node();
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", onUnhandled);
  const said: string[] = [];
  const node = new Revocations(redis.urlOf(redisNode), "refused", (line) => said.push(line));
  const other = new Revocations(redis.urlOf(redisNode), "other");
  onTestFinished(async () => {
    process.off("unhandledRejection", onUnhandled);
    await Promise.all([node.close(), other.close()]);
  });
  let heard = 0;
  node.onHeard(() => {
    heard += 1;
  });
  const isHeard = async () => {
    const before = heard;
    other.announce({ tag: tagOf(user), ids: [newToken(tagOf(user)).id] });
    await new Promise((resolve) => setImmediate(resolve));
    return heard > before;
  };
  await poll(isHeard, { ...within, promise: "the node hears of sessions that were ended" });
  let unsure = 0;
  node.watch({ user, id: newToken(tagOf(user)).id }, { ended: () => {}, unsure: () => (unsure += 1) });

  const { operator } = redisNode;
  // Redis itself ends the subscriptions that a user may no longer have.
  await operator.call("ACL", "SETUSER", "app", "resetchannels");
  await poll(async () => unhandled.length > 0 || said.some((line) => line.includes("hear")), {
    ...within,
    promise: "the refused subscription is reported",
  });
  expect(unhandled).toEqual([]);
  // It is asked for again each second, and that is said no more.
  const refusals = async () => String(await operator.call("ACL", "LOG")).split("unstuck:revoked").length - 1;
  await operator.call("ACL", "LOG", "RESET");
  await poll(async () => (await refusals()) > 0, { ...within, promise: "it is asked for again" });
  expect(said.filter((line) => line.includes("hear"))).toHaveLength(1);
  expect(said[0]).toContain("redis/users.acl");
  other.announce({ tag: tagOf(user), ids: [newToken(tagOf(user)).id] });
  node.announce({ tag: tagOf(user), ids: [newToken(tagOf(user)).id] });
  await poll(async () => said.some((line) => line.includes("tell")), {
    ...within,
    promise: "a refused announcement is reported, too",
  });
  expect(unhandled).toEqual([]);

  await operator.call("ACL", "SETUSER", "app", "&unstuck:*");
  await poll(isHeard, { ...within, promise: "the node hears again" });
  expect(unsure, "what was missed is asked for").toBeGreaterThan(0);
  expect(unhandled).toEqual([]);
}, 40_000);
