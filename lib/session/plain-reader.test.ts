import { expect, inject, onTestFinished, test } from "vitest";
import { RedisProxy } from "./testing/proxy.ts";
import { accepted, login, openStore, readBy } from "./testing/stores.ts";

// The suites below run once more, and every store uses the plain reader.
readBy("plain");
await import("./both-ends.test.ts");
await import("./rotation.test.ts");
await import("./outage.test.ts");
await import("./fallback.test.ts");
await import("./region.test.ts");
await import("./key-rotation.test.ts");
await import("./fast/reads-together.test.ts");

test("the plain reader asks for one session per call", async () => {
  const proxy = await RedisProxy.open(inject("redisUrls").standalone);
  onTestFinished(() => proxy.close());
  const store = openStore("standalone", { url: proxy.url });
  const logins = Array.from({ length: 5 }, async () => (await store.create(login())).token);
  const tokens = await Promise.all(logins);
  await store.read(tokens[0] ?? "");
  proxy.commands = [];
  expect(await accepted(store, tokens)).toEqual(tokens.map(() => true));
  expect(proxy.commands).toEqual(["evalsha", "evalsha", "evalsha", "evalsha", "evalsha"]);
});
