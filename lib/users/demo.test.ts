import { afterAll, beforeAll, expect, it } from "vitest";
import { DurableRedis } from "../redis/durable.ts";
import { type OwnNode, OwnRedis } from "../redis/testing/own-redis.ts";
import { withDemo } from "./users.ts";

const secret = "k".repeat(44);
const demo = { email: "operator@example.com", password: "correct horse battery" };

let own: OwnRedis;
let node: OwnNode;
let redis: DurableRedis;
beforeAll(async () => {
  own = await OwnRedis.begin();
  node = await own.node("min-replicas-to-write 0");
  redis = new DurableRedis({ url: own.urlOf(node), label: "demo-test" });
});
afterAll(async () => {
  await redis.close();
  await own.end();
});

it("without the demo there is no operator of the demo to sign in as", async () => {
  const users = withDemo(redis, undefined, secret);
  expect(await users.verifyPassword(demo)).toBeUndefined();
  expect(await users.findByEmail(demo.email)).toBeUndefined();
  expect(await node.operator.keys("*"), "nothing was written").toEqual([]);
});

it("with it the demo's operator signs in by that password and no other", async () => {
  const users = withDemo(redis, demo.password, secret);
  expect(await users.verifyPassword(demo)).toMatchObject({ role: "operator" });
  expect(await users.verifyPassword({ ...demo, password: `${demo.password}!` })).toBeUndefined();
});

it("once the demo is over, nobody signs in to the accounts that it left", async () => {
  await withDemo(redis, demo.password, secret).verifyPassword(demo);
  const users = withDemo(redis, undefined, secret);
  expect(await users.findByEmail(demo.email), "the control: it is there").toBeDefined();
  expect(await users.verifyPassword(demo)).toBeUndefined();
  const own = { email: "ada@example.com", password: "a long walk in the rain" };
  await users.create({ ...own, name: "Ada" });
  expect(await users.verifyPassword(own)).toMatchObject({ email: own.email });
});
