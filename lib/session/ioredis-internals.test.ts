import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Cluster, Command, Redis } from "ioredis";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Clients, internals, ioredisVersion } from "./ioredis-internals.ts";
import { createClient } from "./redis/client.ts";
import { parseRedisUrl } from "./redis/url.ts";
import { freePorts } from "./testing/free-ports.ts";
import { poll } from "./testing/poll.ts";

const folder = import.meta.dirname;
const read = (file: string) => readFileSync(path.join(folder, file), "utf8");

let clients: Clients;

beforeAll(async () => {
  const open = (url: string) => createClient(parseRedisUrl(url), { label: "internals", socketTimeout: 1000 });
  const [redis, cluster] = [open(inject("redisUrls").standalone), open(inject("redisUrls").cluster)];
  if (!(redis instanceof Redis) || !(cluster instanceof Cluster))
    throw new Error("Not the clients expected.");
  await Promise.all([redis.ping(), cluster.ping()]);
  const nowhere = new Cluster([{ host: "127.0.0.1", port: await freePorts(1) }], {
    clusterRetryStrategy: () => null,
  });
  const allFailed = await new Promise<object>((resolve) => nowhere.on("error", resolve));
  nowhere.disconnect();
  await poll(async () => cluster.nodes("slave").length === 3, {
    timeoutMs: 5000,
    promise: "the client knows the replicas",
  });
  clients = { redis, cluster, command: new Command("PING", []), allFailed };
});

afterAll(() => {
  clients?.redis.disconnect();
  clients?.cluster.disconnect();
});

test("the package takes the very version of ioredis that the list is about, and that one is installed", () => {
  expect(JSON.parse(read("package.json")).dependencies.ioredis).toBe(ioredisVersion);
  const installed = path.join(folder, "../../node_modules/ioredis/package.json");
  expect(JSON.parse(readFileSync(installed, "utf8")).version).toBe(ioredisVersion);
});

test.each(internals)("ioredis has $name", ({ isThere }) => {
  expect(isThere(clients)).toBe(true);
});

test.each(internals)("$name is used where the list says", ({ name, usedIn }) => {
  for (const file of usedIn) {
    expect(existsSync(path.join(folder, file)), file).toBe(true);
    // The code reaches the connector through the option natMap.
    expect(read(file)).toContain(name === "Redis.connector" ? "natMap" : name.split(".").at(-1));
  }
});

test("what is private in ioredis's types is used by its list alone", () => {
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.ts$/.test(file) && !/\.test\.ts$|^(dist|testing)\b/.test(file),
  );
  const used = sources.flatMap((file) =>
    [...read(file).matchAll(/client\["(\w+)"\]/g)].map(([, name]) => `${file} ${name}`),
  );
  const listed = internals.flatMap(({ name, usedIn }) =>
    usedIn.flatMap((file) => name.split(".").map((part) => `${file} ${part}`)),
  );
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((one) => !listed.includes(one))).toEqual([]);
});
