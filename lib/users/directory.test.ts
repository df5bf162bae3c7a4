import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { UserDirectory } from "./directory.ts";
import type { OpenUserDatabase } from "./open-database.ts";
import { describeEachDatabase } from "./testing/each-database.ts";

const password = "a long walk in the rain";
const fresh = () => `${randomUUID()}@example.com`;

describeEachDatabase((place) => {
  let nodes: OpenUserDatabase[];
  let a: UserDirectory;
  let b: UserDirectory;
  beforeAll(() => {
    nodes = [place.open(), place.open()];
    [a, b] = nodes.map(({ users }) => new UserDirectory(users)) as [UserDirectory, UserDirectory];
  });
  afterAll(() => Promise.all(nodes.map((node) => node.close())));

  async function added(email = fresh()) {
    const created = await a.create({ email, name: "Ada", password });
    if (created.status !== "created") throw new Error(`Not created: ${created.status}`);
    return created.user;
  }

  it("a user made on one node is found on another, by id and by email in any spelling", async () => {
    const verified = new Date(1_700_000_000_000);
    const email = fresh();
    const created = await a.create({
      email: ` ${email.toUpperCase()} `,
      name: "Ada",
      emailVerified: verified,
    });
    expect(created).toMatchObject({ status: "created", user: { email, name: "Ada", role: "user" } });
    const user = created.status === "created" ? created.user : undefined;
    expect(await b.find(user?.id ?? "")).toEqual({ ...user, emailVerified: verified });
    expect(await b.findByEmail(email.toUpperCase())).toEqual(user);
  });

  it("of 20 sign-ups with one email at once on two nodes, exactly one succeeds", async () => {
    const email = fresh();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? a : b).create({ email, name: `Person ${n}` })),
    );
    const created = results.filter(({ status }) => status === "created");
    expect(created).toHaveLength(1);
    expect(results.filter(({ status }) => status === "taken")).toHaveLength(19);
    expect(await a.findByEmail(email)).toEqual(created[0]?.status === "created" ? created[0].user : "nobody");
  });

  it("an email that is no email makes no user", async () => {
    for (const email of [
      "",
      "ada",
      "ada@",
      "@example.com",
      "a b@example.com",
      `${"a".repeat(65)}@example.com`,
    ]) {
      expect(await a.create({ email, name: "Ada" })).toEqual({ status: "invalid-email" });
    }
  });

  it("the right password finds its user, and any other finds nobody", async () => {
    const { id, email } = await added();
    expect(await b.verifyPassword({ email, password })).toMatchObject({ id });
    expect(await b.verifyPassword({ email, password: `${password}!` })).toBeUndefined();
    expect(await b.verifyPassword({ email: fresh(), password })).toBeUndefined();
    expect(await b.verifyPassword({ email, password: "x".repeat(1025) })).toBeUndefined();
    expect(await b.isPasswordOf(id, password)).toBe(true);
    expect(await b.isPasswordOf(id, "another")).toBe(false);
  });

  it("a user without a password can't be signed in by any", async () => {
    const created = await a.create({ email: fresh(), name: "Ada" });
    const email = created.status === "created" ? created.user.email : "";
    expect(await a.verifyPassword({ email, password: "" })).toBeUndefined();
    expect(await a.verifyPassword({ email, password })).toBeUndefined();
  });

  it("a changed password works, and the one before doesn't any more", async () => {
    const { id, email } = await added();
    expect(await b.changePassword(id, "wrong one here", "quite another thing")).toEqual({ status: "wrong" });
    expect(await b.changePassword(id, password, "quite another thing")).toMatchObject({ status: "changed" });
    expect(await a.verifyPassword({ email, password })).toBeUndefined();
    expect(await a.verifyPassword({ email, password: "quite another thing" })).toMatchObject({ id });
  });

  it("of two changes of one password at once, one is refused", async () => {
    const { id } = await added();
    const results = await Promise.all([
      a.changePassword(id, password, "first new password"),
      b.changePassword(id, password, "second new password"),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["changed", "wrong"]);
  });

  it("a removed user is gone, and the email is free again", async () => {
    const { id, email } = await added();
    expect(await b.remove(id)).toBe(true);
    expect(await b.remove(id)).toBe(false);
    expect(await a.find(id)).toBeUndefined();
    expect(await a.findByEmail(email)).toBeUndefined();
    expect(await a.verifyPassword({ email, password })).toBeUndefined();
    expect((await added(email)).id).not.toBe(id);
  });

  it("another email replaces the one before, which is free then, and counts as unverified", async () => {
    const user = await added();
    await a.update(user.id, { emailVerified: new Date(5) });
    const email = fresh();
    const { emailVerified: _, ...rest } = user;
    expect(await b.update(user.id, { email })).toEqual({ status: "changed", user: { ...rest, email } });
    expect(await a.findByEmail(user.email)).toBeUndefined();
    expect(await a.findByEmail(email)).toMatchObject({ id: user.id });
    expect((await added(user.email)).id).not.toBe(user.id);
  });

  it("an email that another has can't be taken by a change", async () => {
    const first = await added();
    const second = await added();
    expect(await b.update(second.id, { email: first.email })).toEqual({ status: "taken" });
    expect(await b.findByEmail(first.email)).toMatchObject({ id: first.id });
    expect(await b.findByEmail(second.email)).toMatchObject({ id: second.id });
  });

  it("a change of nobody changes nothing", async () => {
    expect(await a.update("nobody", { name: "Eve" })).toEqual({ status: "none" });
    expect(await a.update("nobody", { email: fresh() })).toEqual({ status: "none" });
    expect(await a.find("nobody")).toBeUndefined();
  });

  it("what a room keeps with a user is found on another node, and goes with the user", async () => {
    const { id } = await added();
    expect(await b.noteOf(id, "room")).toBeUndefined();
    await a.setNote(id, "room", "first");
    await a.setNote(id, "room", "kept “here”");
    expect(await b.noteOf(id, "room")).toBe("kept “here”");
    await a.setNote("nobody", "room", "lost");
    expect(await a.noteOf("nobody", "room")).toBeUndefined();
    await a.remove(id);
    expect(await a.noteOf(id, "room")).toBeUndefined();
  });

  it("a picture's address is kept, and taken away by an empty one", async () => {
    const image = "https://pictures.example.com/ada.png";
    const created = await a.create({ email: fresh(), name: "Ada", image });
    const id = created.status === "created" ? created.user.id : "";
    expect(await b.find(id)).toMatchObject({ image });
    expect(await b.update(id, { name: "Ada King" })).toMatchObject({ user: { image, name: "Ada King" } });
    await b.update(id, { image: "" });
    expect(await a.find(id)).not.toHaveProperty("image");
  });
});
