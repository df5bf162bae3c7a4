import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { UserDirectory } from "./directory.ts";
import { EmailProofs, type Found } from "./email-proofs.ts";
import type { OpenUserDatabase } from "./open-database.ts";
import type { ProofRecords } from "./proof-records.ts";
import { describeEachDatabase } from "./testing/each-database.ts";

const password = "a long walk in the rain";
const next = "a short walk in the sun";
const [pepper, newPepper] = ["p".repeat(43), "q".repeat(43)];
const fresh = () => `${randomUUID()}@example.com`;

describeEachDatabase((place) => {
  let nodes: OpenUserDatabase[];
  let users: UserDirectory;
  let a: EmailProofs;
  let b: EmailProofs;
  beforeAll(() => {
    nodes = [place.open(), place.open()];
    users = new UserDirectory(first().users);
    [a, b] = nodes.map(({ proofs }) => new EmailProofs(proofs, [pepper])) as [EmailProofs, EmailProofs];
  });
  afterAll(() => Promise.all(nodes.map((node) => node.close())));
  const first = () => nodes[0] as OpenUserDatabase;

  async function added(more: { emailVerified?: Date; password?: string } = { password }) {
    const created = await users.create({ email: fresh(), name: "Ada", ...more });
    if (created.status !== "created") throw new Error(`Not created: ${created.status}`);
    return created.user;
  }
  async function asked(purpose: "verify" | "reset", id: string, at = a): Promise<string> {
    const begun = purpose === "verify" ? await at.beginVerification(id) : await at.beginReset(id);
    if (begun.status !== "begun") throw new Error(`Not begun: ${begun.status}`);
    return begun.code;
  }
  async function found(purpose: "verify" | "reset", code: string, at = b): Promise<Found> {
    const right = await at.find(purpose, code);
    if (!right) throw new Error("The code isn't accepted.");
    return right;
  }

  it("a code that was sent to the email verifies it on another node, and is used up by that", async () => {
    const { id, email } = await added();
    const code = await asked("verify", id);
    const right = await found("verify", code);
    expect(right.user).toMatchObject({ id, email });
    expect(await b.verify(right)).toBe(true);
    expect((await users.find(id))?.emailVerified).toBeInstanceOf(Date);
    expect(await a.find("verify", code), "used").toBeUndefined();
    expect(await a.beginVerification(id)).toEqual({ status: "verified" });
  });

  it("a verification that is asked for again sends the same code, a reset another one, and only the last counts", async () => {
    const { id } = await added();
    expect(await asked("verify", id, b)).toBe(await asked("verify", id, a));
    const [earlier, second] = [await asked("reset", id, a), await asked("reset", id, b)];
    expect(second).not.toBe(earlier);
    expect(await a.find("reset", earlier), "replaced").toBeUndefined();
    expect(await found("reset", second)).toMatchObject({ user: { id } });
  });

  it("a code resets the password once, and of ten uses at once on two nodes one does", async () => {
    const { id, email } = await added();
    const code = await asked("reset", id);
    const right = await found("reset", code);
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 ? a : b).reset(right, `${next} ${n}`)),
    );
    expect(results.filter(({ status }) => status === "reset")).toHaveLength(1);
    expect(await a.find("reset", code)).toBeUndefined();
    expect(await users.verifyPassword({ email, password })).toBeUndefined();
    const n = results.findIndex(({ status }) => status === "reset");
    expect(await users.verifyPassword({ email, password: `${next} ${n}` })).toMatchObject({ id });
  });

  it("a reset that was asked for before the password changed is dead, even if its code was looked at before", async () => {
    const { id, email } = await added();
    const code = await asked("reset", id);
    const right = await found("reset", code);
    expect(await users.changePassword(id, password, "changed in between")).toMatchObject({
      status: "changed",
    });
    expect(await b.find("reset", code)).toBeUndefined();
    expect(await b.reset(right, next)).toEqual({ status: "dead" });
    expect(await users.verifyPassword({ email, password: "changed in between" })).toMatchObject({ id });
  });

  it("no code outlives the email that it was sent to", async () => {
    const { id } = await added();
    const codes = { verify: await asked("verify", id), reset: await asked("reset", id) };
    const looked = { verify: await found("verify", codes.verify), reset: await found("reset", codes.reset) };
    await users.update(id, { email: fresh() });
    expect(await a.find("verify", codes.verify)).toBeUndefined();
    expect(await a.find("reset", codes.reset)).toBeUndefined();
    expect(await a.verify(looked.verify)).toBe(false);
    expect(await a.reset(looked.reset, next)).toEqual({ status: "dead" });
    expect((await users.find(id))?.emailVerified).toBeUndefined();
  });

  it("who lost an email to the company's person, or an account to it, resets nothing", async () => {
    const { linked } = first();
    const link = { issuer: "https://login.example.com", subject: randomUUID() };
    const [verified, claimed] = [await added({ password, emailVerified: new Date() }), await added()];
    const codes = [await asked("reset", verified.id), await asked("reset", claimed.id)];
    for (const { email } of [verified, claimed]) {
      const id = await linked.open("Colleague", link);
      await linked.link(id, link);
      await linked.takeEmail(id, email, async (squatter) => void (await users.remove(squatter)));
    }
    for (const code of codes) expect(await a.find("reset", code)).toBeUndefined();
    expect(await a.beginReset(verified.id)).toEqual({ status: "none" });
    expect(await a.beginReset(claimed.id)).toEqual({ status: "none" });
  });

  it("a reset of an email that nobody had shown to read verifies it, and says that every session has to end", async () => {
    const [claimed, verified] = [await added(), await added({ password, emailVerified: new Date(5) })];
    expect(await a.reset(await found("reset", await asked("reset", claimed.id)), next)).toEqual({
      status: "reset",
      wasUnverified: true,
    });
    expect((await users.find(claimed.id))?.emailVerified).toBeInstanceOf(Date);
    expect(await a.reset(await found("reset", await asked("reset", verified.id)), next)).toEqual({
      status: "reset",
      wasUnverified: false,
    });
    expect((await users.find(verified.id))?.emailVerified).toEqual(new Date(5));
  });

  it("a user who comes in by single sign-on only gets no code for a reset", async () => {
    const { id, email } = await added({ emailVerified: new Date() });
    expect(await a.beginReset(id)).toEqual({ status: "no-password", email });
  });

  it("a code of one purpose or person is none of another, nor is one with a letter changed, and garbage asks nobody", async () => {
    const [ada, bob] = [await added(), await added()];
    const verify = await asked("verify", ada.id);
    const reset = await asked("reset", ada.id);
    await asked("reset", bob.id);
    const secret = reset.slice(reset.indexOf(".") + 1);
    const changed = (secret.startsWith("A") ? "B" : "A") + secret.slice(1);
    for (const wrong of [verify, `${bob.id}.${secret}`, `${ada.id}.${changed}`, `nobody.${secret}`])
      expect(await a.find("reset", wrong)).toBeUndefined();
    expect(await a.find("verify", reset)).toBeUndefined();
    const nowhere = new EmailProofs(undefined as unknown as ProofRecords, [pepper]);
    for (const garbage of [
      "",
      ".",
      "x",
      `${ada.id}.${secret}x`,
      `{}.${secret}`,
      `${"x".repeat(65)}.${secret}`,
    ])
      expect(await nowhere.find("reset", garbage)).toBeUndefined();
    expect(await found("reset", ` ${reset}\n`), "as it is pasted").toMatchObject({ user: { id: ada.id } });
  });

  it("a code outlives a rotation of the pepper, as long as the ring has the one before", async () => {
    const code = await asked("reset", (await added()).id);
    expect(await new EmailProofs(first().proofs, [newPepper, pepper]).find("reset", code)).toBeDefined();
    expect(await new EmailProofs(first().proofs, [newPepper]).find("reset", code)).toBeUndefined();
  });
});
