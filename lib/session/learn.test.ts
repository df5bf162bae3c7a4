import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { expect, inject, it, vi } from "vitest";
import type { Revocation } from "./journal.ts";
import { RedisSessions } from "./store.ts";

const key = "k".repeat(44);
const url = inject("redisUrls").standalone;
const login = () => ({
  user: randomUUID(),
  data: {},
});

it("every way to end a session is told once, by tag and id", async () => {
  const told: Revocation[] = [];
  const sessions = new RedisSessions({
    url,
    peppers: [key],
    envelopeKeys: [key],
    policy: { cap: 2 },
    observer: { revoked: (_, revocation) => told.push(revocation) },
  });
  const who = login();
  const [first, second, third] = [
    await sessions.create(who),
    await sessions.create(who),
    await sessions.create(who),
  ];
  const tag = second.token.split(".")[0];
  expect(told, "the third pushed out the first").toEqual([{ tag, ids: [first.session.id] }]);
  await sessions.revoke({ token: second.token });
  await sessions.revoke({ token: second.token });
  const fourth = await sessions.create(who);
  await sessions.revoke({ user: who.user, id: third.session.id });
  await sessions.revokeAll(who.user);
  expect(told.slice(1)).toEqual([second, third, fourth].map(({ session: { id } }) => ({ tag, ids: [id] })));
  await sessions.close();
});

it("a node repeats what it learned from another on its next connection, so the revocation outlives who acknowledged it", async () => {
  const node = new RedisSessions({ url, peppers: [key], envelopeKeys: [key], label: "learner" });
  const { token, session } = await node.create(login());
  await node.read(token);
  // This is the state after an election that discarded the revocation: the record exists, and only
  // this node's memory says otherwise.
  node.learn({ tag: token.split(".")[0] ?? "", ids: [session.id] });
  expect((await node.read(token)).status).toBe("alive");
  const operator = new Redis(inject("operatorUrls").standalone);
  const clients = String(await operator.client("LIST")).split("\n");
  for (const line of clients.filter((client) => client.includes("name=learner"))) {
    await operator.client("KILL", "ID", /id=(\d+)/.exec(line)?.[1] ?? "");
  }
  await vi.waitFor(async () => expect((await node.read(token)).status, "it was repeated").toBe("none"), 5000);
  await node.close();
  operator.disconnect();
});
