import { expect, test } from "vitest";
import { login, openStore } from "./testing/stores.ts";

test("a token names its region, and only that region's store looks for it", async () => {
  const eu = openStore("standalone", { region: "eu" });
  const { token } = await eu.create(login());
  expect(token).toMatch(/^eu\./);
  expect(await eu.read(token)).toMatchObject({ status: "alive" });
  expect(await openStore("standalone", { region: "us" }).read(token)).toMatchObject({ status: "none" });
  expect(await openStore("standalone").read(token)).toMatchObject({ status: "none" });
});

test("a token of another region costs no round trip: it is nobody's where Redis is away, too", async () => {
  const { token } = await openStore("standalone", { region: "eu" }).create(login());
  const us = openStore("standalone", { url: "redis://127.0.0.1:1", region: "us" });
  expect(await us.read(token)).toEqual({ status: "none", replayed: false });
  // Control: the store can't judge a token of its own region.
  await expect(us.read(token.replace(/^eu/, "us"))).rejects.toThrow(/Redis/);
});
