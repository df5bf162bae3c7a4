/*
 * Section: Attacks and limits
 * Promise: 100 wrong passwords from a person's own address do not lock that person out on a known
 *   device.
 * Control: A browser that the account does not know gets 429 with the right password.
 */
import { newPerson, type Person } from "./fixtures/person.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { expect, test } from "./fixtures/test.ts";
import { forgetTries } from "./fixtures/tries.ts";

let node: OneMoreNode;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.beforeEach(forgetTries);
test.afterEach(forgetTries);
test.afterAll(() => node.close());

test("100 wrong passwords from one address close the door to strangers there, and not to a person whose device is known", async ({
  playwright,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const device = () => playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
  const signIn = async (on: Awaited<ReturnType<typeof device>>, data: Person) =>
    (await on.post("/api/session", { data })).status();
  const person = await newPerson(node);
  const [laptop, phone, guesser] = await Promise.all([device(), device(), device()]);
  for (const own of [laptop, phone]) {
    expect(await signIn(own, person)).toBe(201);
    // The sign-out leaves nothing but the device's cookie.
    expect((await own.delete("/api/session")).status()).toBe(204);
    const cookies = (await own.storageState()).cookies.filter(({ name }) => name.includes("unstuck"));
    expect(cookies).toMatchObject([{ name: "unstuck-device", httpOnly: true, sameSite: "Lax", path: "/" }]);
    expect(cookies[0]?.expires, "it outlives every session").toBeGreaterThan(Date.now() / 1000 + 30 * 86_400);
  }

  const guesses: number[] = [];
  for (let turn = 0; turn < 110; turn += 1) {
    const email = turn < 15 ? person.email : `nobody-${turn}@example.com`;
    guesses.push(await signIn(guesser, { email, password: `guess number ${turn}` }));
  }
  expect(guesses.slice(-5)).toEqual(Array(5).fill(429));
  expect(await signIn(guesser, person), "from a browser that nobody knows, not even the right one").toBe(429);
  expect(await signIn(laptop, person), "on a known device").toBe(201);
  expect(await signIn(laptop, await newPerson(node)), "known to that account alone").toBe(429);

  // The device has its own ten tries, and no more.
  const wrong: number[] = [];
  for (let turn = 0; turn < 12; turn += 1)
    wrong.push(await signIn(phone, { ...person, password: `guess number ${turn}` }));
  expect(wrong).toEqual([...Array(10).fill(401), ...Array(2).fill(429)]);
  expect(await signIn(laptop, person), "which are not the other device's").toBe(201);

  const next = "quite another thing";
  const id = (await node.users.findByEmail(person.email))?.id ?? "";
  expect(await node.users.changePassword(id, person.password, next)).toMatchObject({ status: "changed" });
  expect(await signIn(laptop, { ...person, password: next }), "the password changed elsewhere").toBe(429);
  await Promise.all([laptop, phone, guesser].map((context) => context.dispose()));
});
