import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmailProofs } from "../users/email-proofs.ts";
import { describeEachDatabase } from "../users/testing/each-database.ts";
import { createForUser } from "./create-for-user.ts";
import { type Node, openNode } from "./testing/open-node.ts";

const password = "a long walk in the rain";
const next = "a short walk in the sun";

describeEachDatabase((place) => {
  let a: Node;
  let b: Node;
  beforeAll(() => {
    a = openNode(place);
    b = openNode(place);
  });
  afterAll(() => Promise.all([a.close(), b.close()]));

  /**
   * Signs in on one node, while `meanwhile` happens between the check of the
   * password and the session.
   */
  async function signIn(email: string, meanwhile: (id: string) => Promise<unknown>) {
    const checked = await b.users.verifyPassword({ email, password });
    if (!checked) throw new Error("The password is wrong.");
    const { id } = checked;
    const late = {
      create: async (login: Parameters<typeof b.sessions.create>[0]) => {
        await meanwhile(id);
        return b.sessions.create(login);
      },
      revoke: (target: { token: string } | { user: string; id: string }) => b.sessions.revoke(target),
    };
    const login = {
      user: id,
      data: { email, name: "Ada", role: "user" as const },
      metadata: {
        createdBy: "app-b",
        signInMethod: "password",
        device: { browser: "Chrome 1", system: "Linux" },
      },
    };
    const begun = await createForUser(late, b.users, login, () => b.users.isStillVerified(checked));
    return { begun, listed: await a.sessions.list(id) };
  }
  async function added() {
    const email = `${randomUUID()}@example.com`;
    await a.users.create({ email, name: "Ada", password });
    return email;
  }

  it("a sign-in with the old password that was under way during a reset leaves no session", async () => {
    const proofs = new EmailProofs(a.database.proofs, ["p".repeat(43)]);
    const { begun, listed } = await signIn(await added(), async (id) => {
      const asked = await proofs.beginReset(id);
      const found = asked.status === "begun" ? await proofs.find("reset", asked.code) : undefined;
      if (!found) throw new Error("There is no code.");
      expect((await proofs.reset(found, next)).status).toBe("reset");
      await a.sessions.revokeAll(id);
    });
    expect(begun).toBeUndefined();
    expect(listed).toEqual([]);
  });

  it("nor one that was under way while the password was changed and the others signed out", async () => {
    const { begun, listed } = await signIn(await added(), async (id) => {
      expect(await a.users.changePassword(id, password, next)).toMatchObject({ status: "changed" });
      await a.sessions.revokeAll(id);
    });
    expect(begun).toBeUndefined();
    expect(listed).toEqual([]);
  });

  it("nor one that was under way while the account was removed; all others go through", async () => {
    const removed = await signIn(await added(), (id) => a.users.remove(id));
    expect(removed.begun).toBeUndefined();
    const { begun, listed } = await signIn(await added(), async () => {});
    expect(listed.map(({ id }) => id)).toEqual([begun?.session.id]);
  });
});
