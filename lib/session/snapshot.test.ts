import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { MemorySessions } from "./memory.ts";
import type { SessionStore } from "./session.ts";
import { openStore } from "./testing/stores.ts";

interface Profile {
  profile: { name: string; roles: string[] };
  count: number;
}

const login = () => ({
  user: randomUUID(),
  data: { profile: { name: "Ada", roles: ["user"] }, count: 0 },
  createdBy: "app-a",
  door: "password",
  device: { browser: "Firefox", system: "Linux" },
});

test.each([
  ["RedisSessions", () => openStore<Profile>("standalone")],
  ["MemorySessions", () => new MemorySessions<Profile>()],
] as [string, () => SessionStore<Profile>][])(
  "what a caller does to an object that %s gave or got is written by nobody",
  async (_, open) => {
    const store = open();
    const asked = login();
    const { token, session } = await store.create(asked);
    asked.data.profile.name = "changed after the login";
    session.data.profile.name = "changed in the answer";
    session.data.profile.roles.push("operator");
    session.door = "changed";
    const one = (data: Profile) => ({ ...data, count: data.count + 1 });
    const updated = await store.update(session, one);
    if (updated.status !== "updated") throw new Error("The session is gone.");
    updated.session.data.profile.name = "changed in the update's answer";
    await store.update(updated.session, one);
    const read = await store.read(token);
    if (read.status !== "alive") throw new Error("The session is gone.");
    read.session.data.profile.roles.length = 0;
    await store.update(read.session, one);
    // A session that is behind the others' changes conflicts, and is made from what is there by then.
    await store.update(session, one);
    expect(await store.read(token)).toMatchObject({
      session: { door: "password", data: { profile: { name: "Ada", roles: ["user"] }, count: 4 } },
    });
  },
);
