import type { Redis } from "ioredis";
import { describe, expect, inject, test } from "vitest";
import { monitor } from "./testing/monitor.ts";
import { poll } from "./testing/poll.ts";
import {
  keysOf,
  login,
  openOperator,
  openPrimaries,
  openStore,
  type Topology,
  topologies,
} from "./testing/stores.ts";

/** Every value that Redis holds under our prefix, as bytes. */
async function dump(topology: Topology): Promise<Buffer> {
  const found: Buffer[] = [];
  for (const redis of await openPrimaries(topology)) {
    let cursor = "0";
    do {
      const [next, keys] = await redis.scan(cursor, "MATCH", "unstuck:*", "COUNT", 1000);
      cursor = next;
      found.push(
        ...keys.map((key) => Buffer.from(key)),
        ...(await Promise.all(keys.map((key) => contentOf(redis, key)))).flat(),
      );
    } while (cursor !== "0");
  }
  return Buffer.concat(found);
}

async function contentOf(redis: Redis, key: string): Promise<Buffer[]> {
  switch (await redis.type(key)) {
    case "string":
      return [(await redis.getBuffer(key)) ?? Buffer.alloc(0)];
    case "zset":
      return redis.zrangeBuffer(key, "0", "-1");
    // DUMP may compress, so it is only for types that the store doesn't write.
    default:
      return [(await redis.dumpBuffer(key)) ?? Buffer.alloc(0)];
  }
}

/** All commands that the nodes that take writes get from now on. */
async function watch(topology: Topology): Promise<() => Buffer> {
  const urls = inject("operatorUrls");
  const nodes = {
    standalone: [urls.standalone],
    sentinel: [urls.sentinel[0] ?? ""],
    cluster: urls.cluster.slice(0, 3),
  };
  const told = await Promise.all(nodes[topology].map((url) => monitor(url)));
  return () => Buffer.from(told.map((text) => text()).join("\n"), "latin1");
}

/**
 * The forms that a secret could have in a dump or a log: text, bytes, and MONITOR's form of bytes.
 */
function formsOf(token: string): Buffer[] {
  const text = token.split(".").at(-1) ?? "";
  const bytes = Buffer.from(text, "base64url");
  return [Buffer.from(text), bytes, Buffer.from(printed(bytes, true)), Buffer.from(printed(bytes, false))];
}

/**
 * @param quoted Whether quotation marks and backslashes are escaped: Valkey
 * 8.1 leaves them as they are.
 */
function printed(bytes: Buffer, quoted: boolean): string {
  const named: Record<string, string> = {
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\x07": "\\a",
    "\b": "\\b",
    ...(quoted ? { '"': '\\"', "\\": "\\\\" } : {}),
  };
  return [...bytes.toString("latin1")]
    .map(
      (char) =>
        named[char] ?? (/[ -~]/.test(char) ? char : `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`),
    )
    .join("");
}

const hits = (haystack: Buffer, tokens: readonly string[]) =>
  tokens.filter((token) => formsOf(token).some((form) => haystack.includes(form)));

describe.each(topologies)("on %s", (topology) => {
  test("no token's secret is in Redis, in what Redis was told, in a session or in what an observer hears", async () => {
    const told = await watch(topology);
    const heard: unknown[] = [];
    const observer = new Proxy(
      {},
      {
        get:
          () =>
          (...args: unknown[]) =>
            void heard.push(args),
      },
    );
    const store = openStore(topology, { policy: { idle: 100, slideShare: 0.00001, cap: 3 }, observer });
    const tokens: string[] = [];
    const shown: unknown[] = [];
    const user = crypto.randomUUID();
    for (let i = 0; i < 8; i += 1) {
      const { token, session } = await store.create(login(user, i));
      const rotated = await store.rotate(token);
      if (rotated.status !== "rotated") throw new Error(`The rotation was answered by ${rotated.status}.`);
      tokens.push(token, rotated.token);
      shown.push(
        await store.read(rotated.token),
        session,
        await store.read(token),
        await store.update(session, ({ count }) => ({ count: count + 1 })),
      );
      shown.push(
        await store.rotate(token),
        await store.revoke({ token: `${token.slice(0, -43)}${"A".repeat(43)}` }),
      );
    }
    shown.push(await store.list(user));
    const [first] = await store.list(user);
    await store.revoke({ token: tokens.at(-1) ?? "" });
    const stored = await dump(topology);
    await store.revokeAll(user, first);

    // The ids that were in Redis must be found. Otherwise this search finds nothing at all.
    expect(stored.includes(first?.id ?? "?")).toBe(true);
    await poll(async () => told().includes(first?.id ?? "?"), {
      timeoutMs: 2000,
      promise: "MONITOR shows the sessions' ids",
    });
    expect(tokens).toHaveLength(16);
    expect(hits(stored, tokens)).toEqual([]);
    expect(hits(told(), tokens)).toEqual([]);
    expect(hits(Buffer.from(JSON.stringify([shown, heard])), tokens)).toEqual([]);
  });

  test("control: a secret that was written to Redis is found, as text and as bytes", async () => {
    const told = await watch(topology);
    const store = openStore(topology);
    const operator = openOperator(topology);
    const logins = [await store.create(login()), await store.create(login())];
    for (const [i, { token, session }] of logins.entries()) {
      await operator.set(
        `${keysOf(session.user, session.id).record}:leak`,
        formsOf(token)[i] ?? "",
        "PX",
        20_000,
      );
    }
    // These are all bytes, since a server may print some of them in a form of its own.
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const awkward = `tag.id.${bytes.toString("base64url")}`;
    const [{ session }] = logins as [(typeof logins)[number]];
    await operator.set(`${keysOf(session.user, session.id).record}:bytes`, bytes, "PX", 20_000);
    const tokens = [...logins.map(({ token }) => token), awkward];
    expect(hits(await dump(topology), tokens)).toEqual(tokens);
    await poll(async () => hits(told(), tokens).length === 3, {
      timeoutMs: 2000,
      promise: "MONITOR shows all secrets",
    });
  });
});
