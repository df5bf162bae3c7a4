import { expect, it } from "vitest";
import { readClaims } from "./company-claims.ts";

const email = "ada@example.com";

it.each([
  [true, "verified", "verified"],
  ["true", "verified", "verified"],
  [false, "unverified", "unverified"],
  ["false", "unverified", "unverified"],
  ["yes", "unverified", "unverified"],
  [1, "unverified", "unverified"],
  ["", "unverified", "unverified"],
  [undefined, "unsaid", "verified"],
  [null, "unsaid", "verified"],
])("email_verified %j is %s, and %s where a missing claim is trusted", (email_verified, refused, trusted) => {
  const profile = { email, email_verified };
  expect(readClaims(profile, "refuse").address.status).toBe(refused);
  expect(readClaims(profile, "trust").address.status).toBe(trusted);
});

it.each([undefined, null, 5, "", "ada", ["ada@example.com"]])("the email %j is none", (email) => {
  expect(readClaims({ email, email_verified: true }, "trust").address).toEqual({ status: "none" });
});

it("a verified email is kept in the form in which emails are compared", () => {
  expect(readClaims({ email: " Ada@Example.COM ", email_verified: true }, "refuse").address).toEqual({
    status: "verified",
    email,
  });
});

it.each([
  ["Ada", "Ada"],
  ["  Ada ", "Ada"],
  ["", undefined],
  [undefined, undefined],
  [7, undefined],
  ["😀".repeat(3000), "😀".repeat(100)],
])("the name %j is read without more than the sign-up form would take", (name, read) => {
  expect(readClaims({ name }, "refuse").name).toBe(read);
});
