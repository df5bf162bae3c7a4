import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { UserDirectory } from "./directory.ts";
import type { LinkedUsers } from "./linked-users.ts";
import type { OpenUserDatabase } from "./open-database.ts";
import { describeEachDatabase } from "./testing/each-database.ts";

const fresh = () => `${randomUUID()}@example.com`;
const link = () => ({ issuer: "https://login.example.com", subject: randomUUID() });
const nobodyIsRemoved = () => Promise.reject(new Error("Nobody is to be removed here."));

describeEachDatabase((place) => {
  let database: OpenUserDatabase;
  let users: UserDirectory;
  let linked: LinkedUsers;
  beforeAll(() => {
    database = place.open();
    users = new UserDirectory(database.users);
    linked = database.linked;
  });
  afterAll(() => database.close());

  async function added(email: string, emailVerified?: Date) {
    const created = await users.create({ email, name: "Ada", ...(emailVerified ? { emailVerified } : {}) });
    return created.status === "created" ? created.user.id : "";
  }

  it("an opened account is found by its link alone, and by no email", async () => {
    const own = link();
    const id = await linked.open("Ada", own);
    expect(await linked.find(id, own)).toMatchObject({
      user: { id, email: "", role: "user" },
      settled: false,
    });
    expect(await linked.find(id, link())).toBeUndefined();
    expect(await users.findByEmail("")).toBeUndefined();
    expect(await users.verifyPassword({ email: "", password: "" })).toBeUndefined();
  });

  it("an account is linked by an email only if it has that email, verified, and has no subject", async () => {
    const [email, another] = [fresh(), fresh()];
    const unverified = await added(email);
    expect(await linked.link(unverified, link(), email)).toBe(false);
    await users.update(unverified, { emailVerified: new Date() });
    expect(await linked.link(unverified, link(), another)).toBe(false);
    const own = link();
    expect(await linked.link(unverified, own, email)).toBe(true);
    expect(await linked.link(unverified, own, email), "again").toBe(true);
    expect(await linked.link(unverified, link(), email), "another subject").toBe(false);
    expect(await linked.link(unverified, { ...link(), issuer: "https://other.example.com" }, email)).toBe(
      true,
    );
    expect(await linked.link("nobody", link(), email)).toBe(false);
  });

  it("of ten subjects of one issuer that link one account at once, nine are refused", async () => {
    for (let round = 0; round < 5; round += 1) {
      const email = fresh();
      const id = await added(email, new Date());
      const answers = await Promise.all(Array.from({ length: 10 }, () => linked.link(id, link(), email)));
      expect(answers.filter(Boolean)).toHaveLength(1);
    }
  });

  it("a linked or verified account loses its email and stays", async () => {
    const email = fresh();
    const before = await added(email, new Date());
    const own = link();
    const id = await linked.open("Grace", own);
    await linked.link(id, own);
    expect(await linked.takeEmail(id, email, nobodyIsRemoved)).toEqual({ status: "taken", removed: 0 });
    expect(await users.findByEmail(email)).toMatchObject({ id, emailVerified: expect.any(Date) });
    expect(await users.find(before)).toMatchObject({ id: before, email: "" });
    expect((await users.find(before))?.emailVerified).toBeUndefined();
  });

  async function opened(): Promise<string> {
    const own = link();
    const id = await linked.open("Grace", own);
    await linked.link(id, own);
    return id;
  }
  /** Takes an email while the squatter's removal fails. */
  const cutShort = (id: string, email: string) =>
    linked.takeEmail(id, email, () => Promise.reject(new Error("There is an outage.")));
  const remove = async (barred: string) => void (await users.remove(barred));

  it("a barred account is nobody to every door, keeps the email from others, and may be barred again", async () => {
    const [email, password] = [fresh(), "a long walk in the rain"];
    const created = await users.create({ email, name: "Squatter", password });
    const id = created.status === "created" ? created.user.id : "";
    const owner = await opened();
    for (let time = 0; time < 2; time += 1) await expect(cutShort(owner, email)).rejects.toThrow("outage");
    expect(await users.find(id)).toBeUndefined();
    expect(await users.exists(id)).toBe(false);
    expect(await users.findByEmail(email)).toBeUndefined();
    expect(await users.verifyPassword({ email, password })).toBeUndefined();
    expect(await users.setPassword(id, "quite another thing")).toEqual({ status: "wrong" });
    expect(await users.update(id, { email: fresh() })).toEqual({ status: "none" });
    expect(await linked.link(id, link())).toBe(false);
    expect(await users.create({ email, name: "Another" })).toEqual({ status: "taken" });
    expect(await linked.takeEmail(owner, email, remove)).toEqual({ status: "taken", removed: 1 });
    expect(await users.findByEmail(email)).toMatchObject({ id: owner, emailVerified: expect.any(Date) });
  });

  it("of ten who take one email at once, each in turn has it, and it is one's in the end", async () => {
    const email = fresh();
    const ids = await Promise.all(Array.from({ length: 10 }, opened));
    const taken = await Promise.all(ids.map((id) => linked.takeEmail(id, email, remove)));
    expect(taken.map(({ status }) => status)).toContain("taken");
    const found = await Promise.all(ids.map((id) => users.find(id)));
    const having = found.filter((user) => user?.email === email);
    expect(having).toHaveLength(1);
    expect(await users.findByEmail(email)).toEqual(having[0]);
  });

  it("while an email is taken, sign-ups and changes that want it get it or don't, and it stays one's", async () => {
    for (let round = 0; round < 5; round += 1) {
      const email = fresh();
      const [first, second, owner] = [await opened(), await opened(), await added(email)];
      await Promise.all([
        linked.takeEmail(first, email, remove),
        users.update(second, { email }),
        users.create({ email, name: "Eve" }),
        users.update(owner, { email: fresh() }),
        linked.takeEmail(second, email, remove),
      ]);
      const found = await Promise.all([first, second, owner].map((id) => users.find(id)));
      const having = found.filter((user) => user?.email === email);
      expect(having.length).toBeLessThanOrEqual(1);
      const holder = await users.findByEmail(email);
      if (having[0]) expect(holder).toEqual(having[0]);
      expect(await users.create({ email, name: "Eve" })).toMatchObject({
        status: holder ? "taken" : "created",
      });
    }
  });
});
