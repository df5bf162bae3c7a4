import { expect, it } from "vitest";
import { hashPassword, isPassword, passwordMark } from "./password-hash.ts";

it("a password counts to its last character, with its case and its spaces", async () => {
  const password = ` ${"Correct Horse ".repeat(72)}x `;
  expect(password.length).toBeGreaterThan(1000);
  const hashed = await hashPassword(password);
  expect(await isPassword(password, hashed)).toBe(true);
  for (const other of [
    password.trim(),
    password.toLowerCase(),
    `${password.slice(0, -2)}y `,
    password.slice(0, 64),
  ])
    expect(await isPassword(other, hashed), `${other.length} letters`).toBe(false);
});

it("one letter that keyboards write in two ways is the same letter", async () => {
  expect(await isPassword("caf\u00e9 au lait ici", await hashPassword("cafe\u0301 au lait ici"))).toBe(true);
});

it("a mark tells one hash from another of the same password, and shows nothing of it", async () => {
  const [one, two] = await Promise.all([hashPassword("the same one"), hashPassword("the same one")]);
  expect(passwordMark(one)).toBe(passwordMark(one));
  expect(passwordMark(one)).not.toBe(passwordMark(two));
  expect(one).not.toContain(passwordMark(one));
});
