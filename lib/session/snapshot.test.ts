import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { MemorySessions } from "./memory.ts";
import type { SessionStore } from "./session.ts";
import { openStore } from "./testing/stores.ts";

interface Profile {
  profile: { name: string; roles: string[] };
  count: number;
}

interface From {
  from: string;
}

const login = () => ({
  user: randomUUID(),
  data: { profile: { name: "Ada", roles: ["user"] }, count: 0 },
  metadata: { from: "a test" },
});

test.each([
  ["RedisSessions", () => openStore<Profile, From>("standalone")],
  ["MemorySessions", () => new MemorySessions<Profile, From>()],
] as [string, () => SessionStore<Profile, From>][])(
  "what a caller does to an object that %s gave or got is written by nobody",
  async (_, open) => {
    const store = open();
    const asked = login();
    const { token, session } = await store.create(asked);
    asked.data.profile.name = "changed after the login";
    session.data.profile.name = "changed in the answer";
    session.data.profile.roles.push("operator");
    session.metadata.from = "changed in the answer";
    asked.metadata.from = "changed after the login";
    const one = (data: Profile) => ({ ...data, count: data.count + 1 });
    const updated = await store.update(session, one);
    if (updated.status !== "updated") throw new Error("The session is gone.");
    updated.session.data.profile.name = "changed in the update's answer";
    await store.update(updated.session, one);
    const read = await store.read(token);
    if (read.status !== "alive") throw new Error("The session is gone.");
    read.session.data.profile.roles.length = 0;
    read.session.metadata.from = "changed in the read's answer";
    await store.update(read.session, one);
    // An update of a session that lacks the others' changes conflicts, and runs again on the
    // current content.
    await store.update(session, one);
    expect(await store.read(token)).toMatchObject({
      session: {
        metadata: { from: "a test" },
        data: { profile: { name: "Ada", roles: ["user"] }, count: 4 },
      },
    });
  },
);
