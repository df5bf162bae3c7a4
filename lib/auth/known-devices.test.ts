import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { DurableRedis } from "../session/redis/durable.ts";
import { KnownDevices } from "./known-devices.ts";

const secret = "s".repeat(43);
const chrome = { browser: "Chrome 140", system: "Windows" };

describe.each(Object.entries(inject("redisUrls")))("on %s Redis", (_, url) => {
  let redis: DurableRedis;
  let other: DurableRedis;
  beforeAll(() => {
    redis = new DurableRedis({ url, label: "devices-a" });
    other = new DurableRedis({ url, label: "devices-b" });
  });
  afterAll(() => Promise.all([redis.close(), other.close()]));

  it("a device is new once, whichever node sees it, and stays known through an update of the browser", async () => {
    const [a, b] = [new KnownDevices(redis, secret), new KnownDevices(other, secret)];
    const [user, somebodyElse] = [randomUUID(), randomUUID()];
    expect(await a.isNew(user, chrome, "192.0.2.1")).toBe(true);
    expect(await b.isNew(user, chrome, "192.0.2.1")).toBe(false);
    expect(await b.isNew(user, { ...chrome, browser: "Chrome 141" }, "192.0.2.1")).toBe(false);
    expect(await b.isNew(user, { ...chrome, browser: "Firefox 140" }, "192.0.2.1")).toBe(true);
    expect(await b.isNew(user, { ...chrome, system: "macOS" }, "192.0.2.1")).toBe(true);
    expect(await b.isNew(user, chrome, "198.51.100.1"), "from elsewhere").toBe(true);
    expect(await b.isNew(somebodyElse, chrome, "192.0.2.1")).toBe(true);
  });

  it("of ten sign-ins with one new device at once, one is told", async () => {
    const devices = [new KnownDevices(redis, secret), new KnownDevices(other, secret)];
    const user = randomUUID();
    const told = await Promise.all(
      Array.from({ length: 10 }, (_, n) => devices[n % 2]?.isNew(user, chrome, "192.0.2.1")),
    );
    expect(told.filter(Boolean)).toHaveLength(1);
  });
});
