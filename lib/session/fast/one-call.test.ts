import { expect, inject, onTestFinished, test } from "vitest";
import { RedisProxy } from "../testing/proxy.ts";
import { accepted, login, openStore } from "../testing/stores.ts";

test("256 reads at once are 4 calls, and one round trip", async () => {
  const proxy = await RedisProxy.open(inject("redisUrls").standalone);
  onTestFinished(() => proxy.close());
  const store = openStore("standalone", { url: proxy.url });
  const tokens = await Promise.all(
    Array.from({ length: 256 }, async () => (await store.create(login())).token),
  );
  await store.read(tokens[0] ?? "");
  const before = proxy.trips;
  proxy.commands = [];
  expect(await accepted(store, tokens)).toEqual(tokens.map(() => true));
  expect(proxy.commands).toEqual(["evalsha", "evalsha", "evalsha", "evalsha"]);
  expect(proxy.trips - before).toBe(1);
});
