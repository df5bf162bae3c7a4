import { expect, test } from "vitest";
import { type Env, env, parseEnv } from "../env.ts";
import { askOf, type Known, key, special, testEverySetting } from "./testing/every-setting.ts";

const needed = {
  NODE_NAME: "app-a",
  REDIS_URL: "redis://127.0.0.1:6379",
  SESSION_SEAL_KEYS: key,
  SESSION_PEPPERS: key,
  SESSION_ENVELOPE_KEYS: key,
};
/** For each setting that needs other settings, those others. */
const beside: Partial<Record<keyof Env, Record<string, string>>> = {
  OIDC_ISSUER: { OIDC_CLIENT_ID: "unstuck", OIDC_CLIENT_SECRET: "s", AUTH_SECRETS: key },
  SMTP_URL: { MAIL_FROM: "no-reply@unstuck.example" },
  OIDC_CLIENT_ID: { OIDC_ISSUER: "https://login.example", OIDC_CLIENT_SECRET: "s", AUTH_SECRETS: key },
};
/** Every setting with a right value as it is written, and its parsed form. */
const right: { readonly [name in keyof Env]-?: readonly [string, unknown] } = {
  NODE_NAME: ["app-a", "app-a"],
  SITE_URL: ["https://unstuck.example", "https://unstuck.example"],
  REDIS_URL: ["redis://app:p%40ss@h:1/2", "redis://app:p%40ss@h:1/2"],
  DATABASE_URL: ["postgres://app:p%40ss@h:1/unstuck", "postgres://app:p%40ss@h:1/unstuck"],
  SESSION_SEAL_KEYS: [`${key} , ${special}${key}`, [key, `${special}${key}`]],
  SESSION_PEPPERS: [`${key} , ${special}${key}`, [key, `${special}${key}`]],
  SESSION_ENVELOPE_KEYS: [`${key} , ${special}${key}`, [key, `${special}${key}`]],
  KEYS_SINCE: ["2026-02-03", new Date("2026-02-03")],
  SESSION_IDLE_SECONDS: ["0.5", 0.5],
  SESSION_ABSOLUTE_SECONDS: ["60", 60],
  SESSION_CAP: ["3", 3],
  SESSION_GUEST_IDLE_SECONDS: ["5", 5],
  SESSION_GUEST_ABSOLUTE_SECONDS: ["60", 60],
  SESSION_GUESTS_PER_MINUTE: ["3", 3],
  SESSION_GUESTS: ["640", 640],
  SESSION_RECORD_FORMAT: ["2", 2],
  SESSION_READER: ["plain", "plain"],
  SESSION_JOURNAL_MB: ["8", 8],
  STEP_UP_SECONDS: ["60", 60],
  LOGIN_TRIES: ["3", 3],
  SIGN_UPS_PER_HOUR: ["3", 3],
  TRUSTED_PROXIES: ["10.0.0.5, 2001:DB8::/32", ["10.0.0.5/32", "2001:db8::/32"]],
  SMTP_URL: [
    "SMTP://app:p%40ss%2F%3F%23@Mail.example:2525",
    { host: "mail.example", port: 2525, tls: "starttls", auth: { user: "app", pass: "p@ss/?#" } },
  ],
  MAIL_FROM: ["Unstuck <No-Reply@unstuck.example>", { name: "Unstuck", address: "no-reply@unstuck.example" }],
  MAIL_ON_PAGE: ["on", "on"],
  AUTH_SECRETS: [`${key} , ${special}${key}`, [key, `${special}${key}`]],
  OIDC_ISSUER: ["https://login.example/realm/", "https://login.example/realm/"],
  OIDC_CLIENT_ID: ["unstuck", "unstuck"],
  OIDC_CLIENT_SECRET: [special, special],
  OIDC_BACKCHANNEL_URL: ["http://idp:8090", "http://idp:8090"],
  OIDC_EMAIL_VERIFIED_MISSING: ["trust", "trust"],
  PART_NAMES: [
    "redis-1=127.0.0.1:1, redis-2=[::1]:2",
    new Map([
      ["127.0.0.1:1", "redis-1"],
      ["::1:2", "redis-2"],
    ]),
  ],
  PICTURE_ORIGINS: [
    "https://Pictures.example.com/, http://localhost:8090",
    ["https://pictures.example.com", "http://localhost:8090"],
  ],
  IDENTITY_KEYS: [`${key} , ${special}${key}`, [key, `${special}${key}`]],
  RETURN_ORIGINS: [
    "HTTP://Localhost:8443/, http://localhost:9000",
    ["http://localhost:8443", "http://localhost:9000"],
  ],
  DRAIN_SECONDS: ["1", 1],
  EXIT_DEADLINE_SECONDS: ["20", 20],
};
const names = Object.keys(right) as (keyof Env)[];

const known: Known<Env> = { settings: env, needed, beside, right };
const { parse, messageFor } = askOf(known);
testEverySetting(known);

test.each(["SITE_URL", "OIDC_ISSUER", "OIDC_BACKCHANNEL_URL"] as const)(
  "%s takes schemes and hosts in upper case, ports and IPv6 in brackets, and nothing that it would ignore",
  (name) => {
    expect(parse(name, "HTTPS://Login.Example:8443")).toBe("https://login.example:8443");
    expect(parse(name, "http://[::1]:8080")).toBe("http://[::1]:8080");
    for (const wrong of [
      ...["localhost:8380", "ftp://hunter2.example", "//hunter2.example", "hunter2", "https://"],
      ...["http://::1:8080", "http://h:99999", "https://user:hunter2@h", "https://hunter2@h", "https://@h"],
      ...["https://h/?hunter2=1", "https://h?", "https://h/#hunter2", "https://h/ hunter2", "https:\\\\h"],
    ]) {
      const message = messageFor(name, wrong);
      expect(message, wrong).toMatch(new RegExp(`- ${name} `));
      expect(message, wrong).not.toContain("hunter2");
    }
  },
);

test("SITE_URL loses a slash at its end and takes no path; an issuer keeps its own, letter by letter", () => {
  expect(parse("SITE_URL", "https://Unstuck.example/")).toBe("https://unstuck.example");
  expect(parse("SITE_URL", "https://unstuck.example:443")).toBe("https://unstuck.example");
  expect(messageFor("SITE_URL", "https://unstuck.example/shop")).toContain("SITE_URL has a path in it");
  for (const issuer of ["https://h", "https://h/", "https://h/Realm", "https://h/Realm/"])
    expect(parse("OIDC_ISSUER", issuer)).toBe(issuer);
});

test.each(names.filter((name) => typeof right[name][1] === "number"))(
  "%s is a number in plain digits above 0, and nothing like it",
  (name) => {
    for (const wrong of [
      "0",
      "-1",
      "1e3",
      "0x10",
      "1,5",
      "1 000",
      "1_000",
      "Infinity",
      "NaN",
      "soon",
      "1s",
      ".",
    ])
      expect(messageFor(name, wrong), wrong).toMatch(new RegExp(`- ${name} must be`));
  },
);

test("KEYS_SINCE is a day that was", () => {
  for (const wrong of ["soon", "31.1.2026", "2026-1-31", "2026-13-01", "2999-01-01"])
    expect(messageFor("KEYS_SINCE", wrong), wrong).toContain("KEYS_SINCE must be a day");
});

test("counts are whole", () => {
  for (const name of ["SESSION_CAP", "LOGIN_TRIES", "SIGN_UPS_PER_HOUR"] as const)
    expect(messageFor(name, "2.5")).toContain(`${name} must be a whole number`);
});

test("SMTP_URL takes TLS from the start, IPv6 and a relay of one's own network, and no part of a wrong one is shown", () => {
  const target = (url: string) => parse("SMTP_URL", url);
  expect(target("smtps://mail.example")).toEqual({ host: "mail.example", port: 465, tls: "from-start" });
  expect(target("smtp://mail.example/")).toEqual({ host: "mail.example", port: 587, tls: "starttls" });
  expect(target("smtp://[::1]:25?tls=none")).toEqual({ host: "::1", port: 25, tls: "none" });
  for (const wrong of [
    ...[
      "mail.example",
      "http://mail.example",
      "smtp://",
      "smtp://h:99999",
      "smtp://h/hunter2",
      "smtp://h?hunter2=1",
    ],
    ...[
      "smtp://app:hunter2@x@h",
      "smtp://app:hunter2/x@h",
      "smtp://app:hunter2?x@h",
      "smtp://app:hunter2#x@h",
    ],
    ...["smtp://hunter2@h", "smtp://:hunter2@h", "smtp://app:hunter2%@h", "smtp://app:hunter2@h?tls=none"],
    ...["smtp://h?tls=hunter2", "smtps://h?tls=none", "smtp://::1:25", "smtp://hunter2 x@h"],
  ]) {
    const message = messageFor("SMTP_URL", wrong);
    expect(message, wrong).toMatch(/- SMTP_URL /);
    expect(message, wrong).not.toContain("hunter2");
  }
});

test("DATABASE_URL takes TLS by sslmode, and no part of a wrong one is shown", () => {
  for (const good of [
    "postgresql://app:p%40ss@db.example/unstuck?sslmode=verify-full",
    "postgres://app:secret@[::1]:5433/unstuck?sslmode=disable",
  ])
    expect(parse("DATABASE_URL", good)).toBe(good);
  for (const wrong of [
    ...["db.example/hunter2", "mysql://app:hunter2@h/db", "postgres://app:hunter2@h", "postgres://h/hunter2"],
    ...["postgres://app:hunter2@h:99999/db", "postgres://app:hunter2@x@h/db", "postgres://app:hunter2%@h/db"],
    ...["postgres://app:hunter2@h/db?sslmode=require", "postgres://app:hunter2@h/db?sslmode=no-verify"],
    ...[
      "postgres://app:hunter2@h/db?ssl=true",
      "postgres://app:hunter2 x@h/db",
      "postgres://app:hunter2#@h/db",
    ],
  ]) {
    const message = messageFor("DATABASE_URL", wrong);
    expect(message, wrong).toMatch(/- DATABASE_URL /);
    expect(message, wrong).not.toContain("hunter2");
  }
});

test("MAIL_FROM takes one address, with a name or without, and SMTP_URL needs it", () => {
  expect(parse("MAIL_FROM", "a@b.example")).toEqual({ name: "", address: "a@b.example" });
  for (const wrong of ["hunter2", "A <hunter2>", "a@b.example, hunter2@c.example", 'A" <hunter2@b.example>'])
    expect(messageFor("MAIL_FROM", wrong), wrong).toMatch(
      /- MAIL_FROM is no address of a sender(?!.*hunter2)/,
    );
  expect(() => parseEnv({ ...needed, SMTP_URL: "smtp://mail.example" })).toThrow(/MAIL_FROM is missing/);
});

test("RETURN_ORIGINS names other ports of SITE_URL's host alone, where the cookie is sent", () => {
  for (const wrong of [
    "http://hunter2.example",
    "https://localhost:8443",
    "http://127.0.0.1:8080",
    "ftp://localhost",
  ]) {
    const message = messageFor("RETURN_ORIGINS", wrong);
    expect(message, wrong).toMatch(/- RETURN_ORIGINS (has another scheme or host|must begin with http)/);
    expect(message, wrong).not.toContain("hunter2");
  }
});

test("a secret that is too short is refused without being shown", () => {
  for (const name of [
    "SESSION_SEAL_KEYS",
    "SESSION_PEPPERS",
    "SESSION_ENVELOPE_KEYS",
    "AUTH_SECRETS",
    "IDENTITY_KEYS",
  ] as const) {
    for (const value of ["hunter2", `${key},hunter2`, `${key},`, `,${key}`]) {
      expect(messageFor(name, value), value).toContain(`${name} needs keys`);
      expect(messageFor(name, value), value).not.toContain("hunter2");
    }
  }
});

test("TRUSTED_PROXIES refuses what is no address by name, without its value", () => {
  for (const wrong of ["hunter2.example", "10.0.0.0/33", "10.0.0.5,,10.0.0.6", "0.0.0.0/0"]) {
    const message = messageFor("TRUSTED_PROXIES", wrong);
    expect(message, wrong).toMatch(/- TRUSTED_PROXIES has .* It must be the addresses of the proxies/);
    expect(message, wrong).not.toContain("hunter2");
  }
});
