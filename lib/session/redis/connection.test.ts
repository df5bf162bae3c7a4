import { setTimeout as pause } from "node:timers/promises";
import { ReplyError } from "ioredis";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { OwnRedis } from "../testing/own-redis.ts";
import { poll } from "../testing/poll.ts";
import { killConnections, topologies } from "../testing/stores.ts";
import type { RedisClient } from "./client.ts";
import { RedisConnection } from "./connection.ts";
import { RedisUnavailable } from "./errors.ts";

const ping = (client: RedisClient) => client.ping();

describe.each(topologies)("on %s", (topology) => {
  function open(deadline = 2000) {
    const label = `connection-${crypto.randomUUID().slice(0, 8)}`;
    const connection = new RedisConnection(inject("redisUrls")[topology], { label, deadline });
    onTestFinished(() => connection.close());
    return { connection, label };
  }

  test("no call runs before a new connection was prepared, at the start and after it was lost", async () => {
    const { connection, label } = open();
    let prepared = false;
    let times = 0;
    connection.client.on("close", () => {
      prepared = false;
    });
    connection.client.on("-node", () => {
      prepared = false;
    });
    connection.beforeUse(async (client) => {
      await client.ping();
      await pause(30);
      times += 1;
      prepared = true;
    });
    const call = () => connection.run(async (client) => [prepared, await client.ping()]);
    const five = () => Promise.all(Array.from({ length: 5 }, call));
    expect(await five()).toEqual(Array.from({ length: 5 }, () => [true, "PONG"]));
    expect(times).toBe(1);
    expect(await killConnections(topology, label)).toBeGreaterThan(0);
    while (prepared) await pause(1);
    // Some calls come while Redis is away, and some while the connection is being prepared.
    const calls = five();
    await pause(20);
    expect([...(await calls), ...(await five())]).toEqual(Array.from({ length: 10 }, () => [true, "PONG"]));
    expect(times).toBeGreaterThan(1);
  });

  test("a passing fault while a connection is prepared is tried again", async () => {
    const { connection } = open();
    let tries = 0;
    connection.beforeUse(async () => {
      tries += 1;
      if (tries < 3) throw new ReplyError("READONLY You can't write against a read only replica.");
    });
    expect(await connection.run(ping)).toBe("PONG");
    expect(tries).toBe(3);
  });

  test("a preparation that never ends fails at the deadline", async () => {
    const { connection } = open(200);
    connection.beforeUse(() => new Promise(() => {}));
    await expect(connection.run(ping)).rejects.toBeInstanceOf(RedisUnavailable);
  });

  test("an answer that crossed a lost connection is asked for again", async () => {
    const { connection, label } = open();
    let asked = 0;
    const answer = await connection.run(async (client) => {
      asked += 1;
      const pong = await client.ping();
      if (asked === 1) {
        const { epoch } = connection;
        await killConnections(topology, label);
        while (connection.epoch === epoch) await pause(1);
      }
      return `${pong} ${asked}`;
    });
    // A Cluster's connections are lost one after another, so the second question may cross a loss
    // too.
    expect(asked).toBeGreaterThan(1);
    expect(answer).toBe(`PONG ${asked}`);
  });

  test("a fault of the caller's own passes unchanged and isn't tried again", async () => {
    const { connection } = open();
    let asked = 0;
    const own = new TypeError("of the caller's own");
    const work = async () => {
      asked += 1;
      throw own;
    };
    await expect(connection.run(work)).rejects.toBe(own);
    expect(asked).toBe(1);
  });
});

describe("a connection whose server is gone", () => {
  /** A connection in a long pause between two attempts. */
  async function pausing() {
    const redis = await OwnRedis.begin();
    onTestFinished(() => redis.end());
    const node = await redis.node();
    const connection = new RedisConnection(redis.urlOf(node), { label: "moving", deadline: 2000 });
    onTestFinished(() => connection.close());
    await connection.run(ping);
    const { client } = connection;
    node.kill();
    let delay = 0;
    client.on("reconnecting", (ms: number) => {
      delay = ms;
    });
    await poll(async () => delay >= 400 && client.status === "reconnecting", {
      timeoutMs: 5000,
      promise: "the connection pauses between two tries",
      everyMs: 1,
    });
    return connection;
  }

  test("ends its pause when it is told to move, instead of waiting it out with every write behind it", async () => {
    const connection = await pausing();
    connection.move();
    expect(connection.client.status).toBe("connecting");
  });

  test("ends it as well when another server may be found, and one that is connected stays where it is", async () => {
    const connection = await pausing();
    connection.hurry();
    expect(connection.client.status).toBe("connecting");
    const connected = new RedisConnection(inject("redisUrls").standalone, {
      label: "staying",
      deadline: 2000,
    });
    onTestFinished(() => connected.close());
    await connected.run(ping);
    connected.hurry();
    await connected.run(ping);
    expect(connected.epoch).toBe(0);
  });

  test("is closed for good, also if it was told to move before and didn't find another server", async () => {
    const connection = await pausing();
    connection.move();
    await poll(async () => connection.client.status === "reconnecting", {
      timeoutMs: 1000,
      promise: "the connection pauses again",
      everyMs: 1,
    });
    await connection.close();
    const statuses = new Set<string>();
    for (let look = 0; look < 40; look += 1) {
      await pause(10);
      statuses.add(connection.client.status);
    }
    // ioredis reports this status for a client that was closed in a pause. An attempt, and its
    // failure, would end the status.
    expect([...statuses]).toEqual(["reconnecting"]);
  });
});

test("where nothing is sent again, what is in flight when the connection is lost is sent again at once", async () => {
  const label = `connection-${crypto.randomUUID().slice(0, 8)}`;
  const connection = new RedisConnection(inject("redisUrls").standalone, {
    ...{ label, deadline: 2000, resends: false },
  });
  onTestFinished(() => connection.close());
  let asked = 0;
  const answer = await connection.run(async () => {
    asked += 1;
    if (asked > 1) return "answered";
    await killConnections("standalone", label);
    // This never settles, like a command that ioredis doesn't send again.
    return new Promise<string>(() => {});
  });
  expect([answer, asked]).toEqual(["answered", 2]);
});
