import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Cluster, Redis } from "ioredis";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import type { RedisReach } from "./redis/reach.ts";
import type { RedisTarget } from "./redis/target.ts";
import { parseRedisUrl } from "./redis/url.ts";
import { RedisSessions } from "./store.ts";
import { makeCertificate } from "./testing/certificate.ts";
import { clientsNamed } from "./testing/connections.ts";
import { type OwnNode, OwnRedis } from "./testing/own-redis.ts";
import { poll } from "./testing/poll.ts";
import { RedisProxy } from "./testing/proxy.ts";
import { login, testEnvelopeKey, testPepper, topologies, type Visits } from "./testing/stores.ts";

function open(reach: RedisReach, label = `reach-${randomUUID().slice(0, 8)}`): RedisSessions<Visits> {
  const store = new RedisSessions<Visits>({
    ...reach,
    label,
    peppers: [testPepper],
    envelopeKeys: [testEnvelopeKey],
  });
  onTestFinished(() => store.close());
  return store;
}

/** Expects that two stores do everything, and that each hears the other. */
async function expectWorking(one: RedisSessions<Visits>, two: RedisSessions<Visits>): Promise<void> {
  const { token, session } = await one.create(login());
  expect((await two.read(token)).status).toBe("alive");
  expect(await two.list(session.user)).toHaveLength(1);
  let heard = false;
  await poll(
    async () => {
      const made = await two.create(login());
      const ended = () => {
        heard = true;
      };
      const leave = one.watch(made.session, { ended, unsure: () => {} });
      await two.revoke({ token: made.token });
      await new Promise((resolve) => setTimeout(resolve, 30));
      leave();
      return heard;
    },
    { timeoutMs: 5000, promise: "one store hears what the other ends" },
  );
}

/** An app's own existing client, which connects only when someone uses it. */
function clientOf(target: RedisTarget): Redis | Cluster {
  const { username = "", password = "" } = target;
  const login = { username, password, lazyConnect: true };
  switch (target.kind) {
    case "standalone":
      return new Redis({ ...login, host: target.host, port: target.port });
    case "sentinel": {
      const { sentinels, name, sentinelUsername = "", sentinelPassword = "" } = target;
      return new Redis({ ...login, sentinels, name, sentinelUsername, sentinelPassword });
    }
    case "cluster":
      return new Cluster(target.nodes, { lazyConnect: true, redisOptions: { username, password } });
  }
}

test.each(topologies)(
  "a store works over the options of an existing client of %s, and never uses the client",
  async (topology) => {
    const redis = clientOf(parseRedisUrl(inject("redisUrls")[topology]));
    await expectWorking(open({ redis }), open({ redis }));
    expect(redis.status).toBe("wait");
  },
);

/** Nodes whose announced addresses lead to proxies only by a natMap. */
async function behindProxies(own: OwnRedis, nodes: readonly OwnNode[]) {
  const proxies = await Promise.all(nodes.map((node) => RedisProxy.open(own.urlOf(node))));
  onTestFinished(() => {
    for (const proxy of proxies) proxy.close();
  });
  const natMap = Object.fromEntries(
    nodes.map(({ port }, nth) => [`127.0.0.1:${port}`, { host: "127.0.0.1", port: proxies[nth]?.port ?? 0 }]),
  );
  return { proxies, natMap };
}

describe("a natMap", () => {
  test("leads every connection to where Sentinels' nodes are reached: data, durable writes, announcements, replicas that stand in", async () => {
    const own = await OwnRedis.begin();
    onTestFinished(() => own.end());
    const { url, nodes } = await own.sentinelGroup();
    const { proxies, natMap } = await behindProxies(own, nodes);
    const store = open({ url, natMap }, "mapped");
    await expectWorking(store, open({ url, natMap }, "mapped-too"));
    const { token } = await store.create(login());
    // The primary is silent, so the store asks the replicas.
    proxies[0]?.hold();
    expect((await store.read(token)).status).toBe("alive");
    const operators = nodes.map(({ operator }) => operator);
    const names = new Set((await clientsNamed(operators, "mapped")).map(({ name }) => name));
    for (const name of [
      "mapped",
      "mapped-durable",
      "mapped-announce",
      "mapped-revocations",
      "mapped-fallback",
    ])
      expect([...names]).toContain(name);
    for (const proxy of proxies) proxy.close();
    // A connection that had gone past the proxies would still exist, or come back.
    await poll(async () => (await clientsNamed(operators, "mapped")).length === 0, {
      timeoutMs: 3000,
      promise: "no connection goes past the proxies",
    });
    await expect(store.read(token)).rejects.toThrow();
    expect(await clientsNamed(operators, "mapped")).toEqual([]);
  }, 60_000);

  test("leads to a Cluster's nodes", async () => {
    const own = await OwnRedis.begin();
    onTestFinished(() => own.end());
    const { url, primaries, replicas } = await own.cluster();
    const nodes = [...primaries, ...replicas];
    const { proxies, natMap } = await behindProxies(own, nodes);
    const { username = "", password = "" } = parseRedisUrl(url);
    const hosts = proxies.map(({ port }) => `127.0.0.1:${port}`).join(",");
    const through = `redis+cluster://${username}:${password}@${hosts}`;
    const store = open({ url: through, natMap }, "mapped");
    await expectWorking(store, open({ url: through, natMap }, "mapped-too"));
    for (let user = 0; user < 12; user += 1) await store.create(login(`user ${user}`));
    const operators = nodes.map(({ operator }) => operator);
    expect((await clientsNamed(operators, "mapped")).length).toBeGreaterThan(6);
    for (const proxy of proxies) proxy.close();
    await poll(async () => (await clientsNamed(operators, "mapped")).length === 0, {
      timeoutMs: 3000,
      promise: "no connection goes past the proxies",
    });
  }, 60_000);
});

test.each(["standalone", "cluster"] as const)(
  "dnsLookup resolves the names of hosts, on %s",
  async (topology) => {
    const url = inject("redisUrls")[topology].replaceAll("127.0.0.1", "redis.invalid");
    const asked = new Set<string>();
    const dnsLookup: RedisReach["dnsLookup"] = (name, done) => {
      asked.add(name);
      done(null, name === "redis.invalid" ? "127.0.0.1" : name, 4);
    };
    await expectWorking(open({ url, dnsLookup }), open({ redis: url, dnsLookup }));
    expect(asked).toContain("redis.invalid");
  },
);

describe("TLS", () => {
  async function tlsRedis() {
    const folder = await mkdtemp(path.join(tmpdir(), "unstuck-tls-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await makeCertificate(folder);
    const own = await OwnRedis.begin();
    onTestFinished(() => own.end());
    const [crt, key] = ["localhost.crt", "localhost.key"].map((name) => path.join(folder, name));
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const node = await own.node(
      "min-replicas-to-write 0",
      `tls-port ${port}`,
      `tls-cert-file "${crt}"`,
      `tls-key-file "${key}"`,
      "tls-auth-clients no",
    );
    const url = new URL(own.urlOf(node));
    const { username, password } = url;
    return { node, port, username, password, ca: await readFile(crt ?? "") };
  }

  test("a server with a certificate of its own is reached by `tls`, on every connection", async () => {
    const { node, port, username, password, ca } = await tlsRedis();
    const url = `rediss://${username}:${password}@localhost:${port}`;
    const store = open({ url, tls: { ca } }, "secure");
    await expectWorking(store, open({ url, tls: { ca } }, "secure-too"));
    const client = new Redis({ host: "localhost", port, username, password, tls: { ca }, lazyConnect: true });
    await expectWorking(open({ redis: client }, "secure-client"), store);
    const clients = await clientsNamed([node.operator], "secure");
    expect(clients.length).toBeGreaterThanOrEqual(12);
    expect(new Set(clients.map(({ laddr }) => Number(laddr.split(":").at(-1))))).toEqual(new Set([port]));
    // Without the certificate's authority the store sends nothing.
    const deadlines = { read: 500, write: 500 };
    const distrusting = new RedisSessions<Visits>({
      url,
      deadlines,
      peppers: [testPepper],
      envelopeKeys: [testEnvelopeKey],
    });
    onTestFinished(() => distrusting.close());
    await expect(distrusting.create(login())).rejects.toThrow(/certificate|did not answer/i);
  }, 30_000);
});

test.each<[string, RedisReach]>([
  ["redis", {}],
  ["redis", { redis: {} as Redis }],
  ["url", { url: "redis://h", redis: "redis://h" }],
  ["tls", { url: "redis://h", tls: {} }],
  ["natMap", { url: "redis://h", natMap: {} }],
  ["dnsLookup", { url: "redis+sentinel://h/main", dnsLookup: (_, done) => done(null, "", 4) }],
  ["replicas", { url: "redis://h", replicas: -1 }],
  ["redis", { redis: new Redis({ lazyConnect: true, keyPrefix: "mine:" }) }],
  [
    "redis",
    { redis: new Redis({ lazyConnect: true, sentinels: [{ host: "h" }], name: "main", role: "slave" }) },
  ],
  ["redis", { redis: new Cluster([7000], { lazyConnect: true, keyPrefix: "mine:" }) }],
])("a bad combination is refused by the option's name, %s", (option, reach) => {
  expect(() => open(reach)).toThrow(new RegExp(`^The option \`${option}\`: `));
});
