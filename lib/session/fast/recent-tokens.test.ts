import { expect, test } from "vitest";
import { keysOf, login, openOperator, openStore } from "../testing/stores.ts";

test("what a caller does to a session that it read isn't in the next read", async () => {
  const sessions = openStore("standalone");
  const { token } = await sessions.create(login());
  const read = async () => {
    const found = await sessions.read(token);
    if (found.status !== "alive") throw new Error("The session is gone.");
    return found.session;
  };
  // The first read opens the envelope, and the others use what was remembered.
  for (let nth = 1; nth <= 3; nth += 1) {
    const { data } = await read();
    expect(data.count).toBe(0);
    data.count = nth;
  }
});

test("values that JSON doesn't have are the same at every read", async () => {
  const sessions = openStore<{ at: Date; key: Buffer }>("standalone");
  const data = { at: new Date(0), key: Buffer.from("bytes") };
  const { token } = await sessions.create({ ...login(), data });
  for (let nth = 1; nth <= 3; nth += 1) {
    const read = await sessions.read(token);
    if (read.status !== "alive") throw new Error("The session is gone.");
    expect(read.session.data).toEqual(data);
    read.session.data.at.setTime(nth);
    read.session.data.key.fill(nth);
  }
});

test("a record that is altered after it was read is refused, although the node knows the token", async () => {
  const sessions = openStore("standalone");
  const { token, session } = await sessions.create(login());
  expect(await sessions.read(token)).toMatchObject({ status: "alive" });
  const { record } = keysOf(session.user, session.id);
  const operator = openOperator("standalone");
  await operator.setrange(record, -1 + (await operator.strlen(record)), "~");
  await expect(sessions.read(token)).rejects.toThrow();
});

test("what another node changed is in the next read, although this one knows the token", async () => {
  const [one, other] = [openStore("standalone"), openStore("standalone")];
  const { token, session } = await one.create(login());
  await one.read(token);
  await other.update(session, ({ count }) => ({ count: count + 1 }));
  expect(await one.read(token)).toMatchObject({ session: { data: { count: 1 } } });
});
