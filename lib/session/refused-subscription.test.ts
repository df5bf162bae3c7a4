import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { tagOf } from "./keys.ts";
import { Announcer } from "./testing/announcer.ts";
import { OwnRedis } from "./testing/own-redis.ts";
import { poll } from "./testing/poll.ts";
import { newToken } from "./token.ts";

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
  const node = new Announcer(redis.urlOf(redisNode), "refused");
  const said = (verb: string) => node.problems.filter((problem) => problem.verb === verb);
  const other = new Announcer(redis.urlOf(redisNode), "other");
  onTestFinished(() => {
    process.off("unhandledRejection", onUnhandled);
    node.close();
    other.close();
  });
  const isHeard = async () => {
    const before = node.heard.length;
    other.announce({ tag: tagOf(user), ids: [newToken(tagOf(user)).id] });
    await new Promise((resolve) => setImmediate(resolve));
    return node.heard.length > before;
  };
  await poll(isHeard, { ...within, promise: "the node hears of sessions that were ended" });
  let unsure = 0;
  node.watch({ user, id: newToken(tagOf(user)).id }, { ended: () => {}, unsure: () => (unsure += 1) });

  const { operator } = redisNode;
  // Redis itself ends the subscriptions that a user is no longer permitted.
  await operator.call("ACL", "SETUSER", "app", "resetchannels");
  await poll(async () => unhandled.length > 0 || said("hear").length > 0, {
    ...within,
    promise: "the refused subscription is reported",
  });
  expect(unhandled).toEqual([]);
  // The store asks for the subscription each second, and no longer reports the refusal.
  const refusals = async () => String(await operator.call("ACL", "LOG")).split("unstuck:revoked").length - 1;
  await operator.call("ACL", "LOG", "RESET");
  await poll(async () => (await refusals()) > 0, { ...within, promise: "it is asked for again" });
  expect(said("hear")).toHaveLength(1);
  expect(said("hear")[0]).toMatchObject({ channel: "unstuck:revoked" });
  other.announce({ tag: tagOf(user), ids: [newToken(tagOf(user)).id] });
  node.announce({ tag: tagOf(user), ids: [newToken(tagOf(user)).id] });
  await poll(async () => said("tell").length > 0, {
    ...within,
    promise: "a refused announcement is reported, too",
  });
  expect(unhandled).toEqual([]);

  await operator.call("ACL", "SETUSER", "app", "&unstuck:*");
  await poll(isHeard, { ...within, promise: "the node hears again" });
  expect(unsure, "what was missed is asked for").toBeGreaterThan(0);
  expect(unhandled).toEqual([]);
}, 40_000);
