import { Redis } from "ioredis";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { RedisConnection } from "../redis/connection.ts";

test("a hundred calls of one turn of the event loop leave in one write, and all are answered", async () => {
  const connection = new RedisConnection(inject("redisUrls").standalone, {
    label: "together",
    deadline: 2000,
  });
  onTestFinished(() => connection.close());
  await connection.run((client) => client.ping());
  const { client } = connection;
  if (!(client instanceof Redis)) throw new Error("A standalone Redis has one connection.");
  const alone = vi.spyOn(client.stream, "_write");
  const together = vi.spyOn(client.stream, "_writev");
  const ping = () => connection.run((same) => same.ping());
  const answers = await Promise.all(Array.from({ length: 100 }, ping));
  expect(new Set(answers)).toEqual(new Set(["PONG"]));
  expect(together.mock.calls.length + alone.mock.calls.length).toBe(1);
});
