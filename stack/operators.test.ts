import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, inject, it } from "vitest";
import { appPrefix } from "../lib/prefix.ts";
import { RedisSessions } from "../lib/session/index.ts";
import { UserDirectory } from "../lib/users/directory.ts";
import { openUserDatabase } from "../lib/users/open-database.ts";
import { endOperator, makeOperator } from "./operators.ts";
import { temporarySecrets } from "./secrets.ts";

const secrets = temporarySecrets();

describe.each(Object.entries(inject("redisUrls")))("on %s Redis", (_, url) => {
  const where = { redisUrl: async () => url, secrets: async () => secrets };
  const database = openUserDatabase({ redisUrl: url }, "operators-test");
  const users = new UserDirectory(database.users);
  const sessions = new RedisSessions({
    url,
    peppers: [secrets.SESSION_PEPPERS],
    envelopeKeys: [secrets.SESSION_ENVELOPE_KEYS],
    prefix: appPrefix,
    label: "operators-test",
  });
  afterAll(() => Promise.all([sessions.close(), database.close()]));

  async function signedUp(emailVerified?: Date) {
    const email = `${randomUUID()}@example.com`;
    const created = await users.create({ email, name: "Ada", ...(emailVerified ? { emailVerified } : {}) });
    if (created.status !== "created") throw new Error(`Not created: ${created.status}`);
    const { token } = await sessions.create({
      user: created.user.id,
      data: {},
    });
    return { id: created.user.id, email, token };
  }
  const isAlive = async (token: string) => (await sessions.read(token)).status === "alive";

  it("an account becomes an operator and stops being one, and its sessions, which have the role of before, end each time", async () => {
    const { id, email, token } = await signedUp(new Date(0));
    expect(await isAlive(token)).toBe(true);
    await makeOperator(where, email);
    expect(await users.find(id)).toMatchObject({ role: "operator" });
    expect(await isAlive(token)).toBe(false);
    await endOperator(where, email);
    expect(await users.find(id)).toMatchObject({ role: "user" });
  });

  it("an account whose address nobody verified doesn't become one, and its sessions go on", async () => {
    const { id, email, token } = await signedUp();
    await expect(makeOperator(where, email)).rejects.toThrow(`No one has verified ${email} yet.`);
    expect(await users.find(id)).toMatchObject({ role: "user" });
    expect(await isAlive(token)).toBe(true);
  });

  it("an email without an account is an error that says what to do", async () => {
    await expect(makeOperator(where, "nobody@example.com")).rejects.toThrow("Sign up with it first");
  });
});
