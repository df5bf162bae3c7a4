import { afterAll, beforeAll, expect, it } from "vitest";
import { DurableRedis } from "../lib/session/redis/durable.ts";
import { type OwnNode, OwnRedis } from "../lib/session/testing/own-redis.ts";
import { UserDirectory } from "../lib/users/directory.ts";
import { RedisUserRecords } from "../lib/users/redis/user-records.ts";
import { describeEachDatabase } from "../lib/users/testing/each-database.ts";
import { ensureDemo } from "./accounts.ts";
import { withDemo } from "./directory.ts";

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
  const users = withDemo(new RedisUserRecords(redis), undefined, secret);
  expect(await users.verifyPassword(demo)).toBeUndefined();
  expect(await users.findByEmail(demo.email)).toBeUndefined();
  expect(await node.operator.keys("*"), "nothing was written").toEqual([]);
});

it("with it the demo's operator signs in by that password and no other", async () => {
  const users = withDemo(new RedisUserRecords(redis), demo.password, secret);
  expect(await users.verifyPassword(demo)).toMatchObject({ role: "operator" });
  expect(await users.verifyPassword({ ...demo, password: `${demo.password}!` })).toBeUndefined();
});

it("once the demo is over, nobody signs in to the accounts that it left", async () => {
  await withDemo(new RedisUserRecords(redis), demo.password, secret).verifyPassword(demo);
  const users = withDemo(new RedisUserRecords(redis), undefined, secret);
  expect(await users.findByEmail(demo.email), "the control: it is there").toBeDefined();
  expect(await users.verifyPassword(demo)).toBeUndefined();
  const own = { email: "ada@example.com", password: "a long walk in the rain" };
  await users.create({ ...own, name: "Ada" });
  expect(await users.verifyPassword(own)).toMatchObject({ email: own.email });
});

describeEachDatabase(({ open }) => {
  const email = "user@example.com";
  const password = "correct horse battery";
  const secret = "s".repeat(43);
  const database = open();
  const directory = new UserDirectory(database.users);
  afterAll(() => database.close());
  it("are there with the settings' password, whichever of several nodes is asked first", async () => {
    await Promise.all([1, 2, 3].map(() => ensureDemo(directory, { email, password, secret })));
    expect(await directory.verifyPassword({ email, password })).toMatchObject({ id: "demo-user" });
    await ensureDemo(directory, { email: "operator@example.com", password, secret });
    expect(await directory.findByEmail("operator@example.com")).toMatchObject({ role: "operator" });
  });

  it("keep a password that a person chose until the settings have another", async () => {
    await ensureDemo(directory, { email, password, secret });
    await directory.changePassword("demo-user", password, "chosen by a person");
    await ensureDemo(directory, { email, password, secret });
    expect(await directory.verifyPassword({ email, password: "chosen by a person" })).toBeDefined();
    await ensureDemo(directory, { email, password: "from the new settings", secret });
    expect(await directory.verifyPassword({ email, password: "from the new settings" })).toBeDefined();
    expect(await directory.verifyPassword({ email, password: "chosen by a person" })).toBeUndefined();
  });
});
