import type { Redis } from "ioredis";
import { expect, inject, onTestFinished, test } from "vitest";
import { poll } from "./testing/poll.ts";
import { RedisProxy } from "./testing/proxy.ts";
import { accepted, keysOf, login, openOperator, openStore, type Visits } from "./testing/stores.ts";

const oneMore = ({ count }: Visits) => ({ count: count + 1 });

/**
 * One node behind a proxy that can lose answers after Redis carried out the commands, and one node
 * that sees the contents of Redis.
 */
async function twoNodes() {
  const proxy = await RedisProxy.open(inject("redisUrls").standalone);
  onTestFinished(() => proxy.close());
  const behind = openStore("standalone", { url: proxy.url });
  const other = openStore("standalone");
  // These calls make sure that no script is new to the server when an answer is held back.
  const { token, session } = await behind.create(login());
  await behind.update(session, oneMore);
  await behind.rotate(token);
  return { proxy, behind, other };
}

test("a session that was revoked before its login was answered stays dead, and the login gets another", async () => {
  const { proxy, behind, other } = await twoNodes();
  const user = crypto.randomUUID();
  proxy.hold();
  const pending = behind.create(login(user));
  const [ghost] = await poll(async () => (await other.list(user)).length > 0 && other.list(user), {
    timeoutMs: 2000,
    promise: "the login is in Redis though its answer is held back",
    everyMs: 5,
  });
  expect(await other.revoke({ user, id: ghost?.id ?? "" })).toBe(true);
  proxy.cut();
  const { token, session } = await pending;
  expect(session.id).not.toBe(ghost?.id);
  expect((await other.list(user)).map(({ id }) => id)).toEqual([session.id]);
  expect(await accepted(other, [token])).toEqual([true]);
});

test("a login that is sent again leaves one session, not two", async () => {
  const { proxy, behind, other } = await twoNodes();
  const user = crypto.randomUUID();
  proxy.hold();
  const pending = behind.create(login(user));
  await poll(async () => (await other.list(user)).length === 1, {
    timeoutMs: 2000,
    promise: "the login is in Redis though its answer is held back",
  });
  proxy.cut();
  const { session } = await pending;
  expect((await other.list(user)).map(({ id }) => id)).toEqual([session.id]);
});

test("an update whose answer was lost counts once, even if another has built on it since", async () => {
  const { proxy, behind, other } = await twoNodes();
  const { token, session } = await other.create(login());
  const count = async () => {
    const read = await other.read(token);
    return read.status === "alive" ? read.session.data.count : undefined;
  };
  proxy.hold();
  const pending = behind.update(session, oneMore);
  await poll(async () => (await count()) === 1, {
    timeoutMs: 2000,
    promise: "the update is in Redis though its answer is held back",
    everyMs: 5,
  });
  await other.update(session, oneMore);
  proxy.cut();
  expect(await pending).toMatchObject({ status: "updated" });
  expect(await count()).toBe(2);
});

test("Redis remembers that an update was done for longer than it may be sent again", async () => {
  const store = openStore("standalone", { deadlines: { read: 2000, write: 30_000 } });
  const { session } = await store.create(login());
  await store.update(session, oneMore);
  const operator = openOperator("standalone");
  const { record } = keysOf(session.user, session.id);
  const [done = ""] = await (operator as Redis).keys(`${record}:done:*`);
  expect(await operator.pttl(done)).toBeGreaterThan(30_000);
});

test("a rotation whose answer was lost gives a token that works", async () => {
  const { proxy, behind, other } = await twoNodes();
  const { token } = await other.create(login());
  proxy.hold();
  const pending = behind.rotate(token);
  await poll(
    async () => {
      const read = await other.read(token);
      return read.status === "alive" && read.superseded;
    },
    { timeoutMs: 2000, promise: "the rotation is in Redis though its answer is held back", everyMs: 5 },
  );
  proxy.cut();
  const rotated = await pending;
  if (rotated.status !== "rotated") throw new Error(`The rotation was answered by ${rotated.status}.`);
  expect(await other.read(rotated.token)).toMatchObject({ status: "alive", superseded: false });
});
