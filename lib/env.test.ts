import { expect, test } from "vitest";
import { parseEnv } from "./env.ts";

const key = "k".repeat(44);
const good = {
  NODE_NAME: "app-a",
  REDIS_URL: "redis://127.0.0.1:6379",
  SESSION_SEAL_KEYS: key,
  SESSION_PEPPERS: key,
  SESSION_ENVELOPE_KEYS: `${key},${key}`,
};

test("a complete environment parses, with the documented defaults", () => {
  const env = parseEnv(good);
  expect(env.SESSION_ENVELOPE_KEYS).toEqual([key, key]);
  expect(env.SESSION_IDLE_SECONDS).toBe(1800);
  expect(env.MAIL_ON_PAGE).toBe("off");
});

test("every missing setting is named in one error, with its fix", () => {
  expect(() => parseEnv({})).toThrow(
    /NODE_NAME is missing[\s\S]*REDIS_URL is missing[\s\S]*SESSION_PEPPERS is missing/,
  );
});

test.each([
  [{ REDIS_URL: "localhost:6379" }, /REDIS_URL: it must begin with/],
  [{ SESSION_SEAL_KEYS: "short" }, /SESSION_SEAL_KEYS needs keys of at least 32/],
  [{ SESSION_IDLE_SECONDS: "soon" }, /SESSION_IDLE_SECONDS must be a number/],
  [{ SESSION_IDLE_SECONDS: "-1" }, /SESSION_IDLE_SECONDS must be above 0/],
  [{ OIDC_EMAIL_VERIFIED_MISSING: "yes" }, /OIDC_EMAIL_VERIFIED_MISSING must be "refuse"/],
])("%o is refused by name", (change, message) => {
  expect(() => parseEnv({ ...good, ...change })).toThrow(message);
});

const company = {
  OIDC_ISSUER: "https://login.example.com",
  OIDC_CLIENT_ID: "unstuck",
  OIDC_CLIENT_SECRET: "secret",
  AUTH_SECRETS: `${key},${key}`,
};

test("company single sign-on may be left out, its generated secrets may stay", () => {
  expect(parseEnv(good).OIDC_ISSUER).toBeUndefined();
  const { OIDC_ISSUER: _, OIDC_CLIENT_ID: __, ...secrets } = company;
  expect(parseEnv({ ...good, ...secrets }).AUTH_SECRETS).toEqual([key, key]);
});

test("a missing email_verified is refused unless the settings say otherwise", () => {
  expect(parseEnv({ ...good, ...company }).OIDC_EMAIL_VERIFIED_MISSING).toBe("refuse");
  expect(parseEnv({ ...good, ...company, OIDC_EMAIL_VERIFIED_MISSING: "trust" })).toMatchObject({
    OIDC_EMAIL_VERIFIED_MISSING: "trust",
  });
});

test.each(Object.keys(company))("company single sign-on without %s is refused by that name", (name) => {
  expect(parseEnv({ ...good, ...company }).OIDC_ISSUER).toBe(company.OIDC_ISSUER);
  expect(() => parseEnv({ ...good, ...company, [name]: "" })).toThrow(new RegExp(`${name} is missing`));
});
