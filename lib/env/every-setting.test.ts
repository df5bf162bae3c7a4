import { describe, expect, test } from "vitest";
import { type Env, parseEnv } from "../env.ts";

const key = "k".repeat(44);
const needed = {
  NODE_NAME: "app-a",
  REDIS_URL: "redis://127.0.0.1:6379",
  SESSION_SEAL_KEYS: key,
  SESSION_PEPPERS: key,
  SESSION_ENVELOPE_KEYS: key,
};
/** What may be there only together with others. */
const beside: Partial<Record<keyof Env, Record<string, string>>> = {
  DEMO_MODE: { DEMO_PASSWORD: "correct horse battery" },
  OIDC_ISSUER: { OIDC_CLIENT_ID: "unstuck", OIDC_CLIENT_SECRET: "s", AUTH_SECRETS: key },
  SMTP_URL: { MAIL_FROM: "no-reply@unstuck.example" },
  OIDC_CLIENT_ID: { OIDC_ISSUER: "https://login.example", OIDC_CLIENT_SECRET: "s", AUTH_SECRETS: key },
};
/** Special characters as they come in passwords. */
const special = `p@ss/w:rd+?#&%$!'"=\\~ü`;

/** Every setting with a right value as it is written, and what it is read as. */
const right: { readonly [name in keyof Env]-?: readonly [string, unknown] } = {
  NODE_NAME: ["app-a", "app-a"],
  SITE_URL: ["https://unstuck.example", "https://unstuck.example"],
  REDIS_URL: ["redis://app:p%40ss@h:1/2", "redis://app:p%40ss@h:1/2"],
  SESSION_STORE: ["memory", "memory"],
  SHARED_CACHE: ["off", "off"],
  UNSTUCK_WITHOUT: ["wait", ["wait"]],
  SESSION_SEAL_KEYS: [`${key} , ${special}${key}`, [key, `${special}${key}`]],
  SESSION_PEPPERS: [`${key} , ${special}${key}`, [key, `${special}${key}`]],
  SESSION_ENVELOPE_KEYS: [`${key} , ${special}${key}`, [key, `${special}${key}`]],
  SESSION_IDLE_SECONDS: ["0.5", 0.5],
  SESSION_ABSOLUTE_SECONDS: ["60", 60],
  SESSION_CAP: ["3", 3],
  SESSION_RECORD_FORMAT: ["2", 2],
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
  DEMO_PASSWORD: [`${special} horse`, `${special} horse`],
  RUNS_AS: ["containers", "containers"],
  DEMO_PASSWORD_COMMAND: ["cat x", "cat x"],
  AUTH_SECRETS: [`${key} , ${special}${key}`, [key, `${special}${key}`]],
  OIDC_ISSUER: ["https://login.example/realm/", "https://login.example/realm/"],
  OIDC_CLIENT_ID: ["unstuck", "unstuck"],
  OIDC_CLIENT_SECRET: [special, special],
  OIDC_BACKCHANNEL_URL: ["http://idp:8090", "http://idp:8090"],
  OIDC_EMAIL_VERIFIED_MISSING: ["trust", "trust"],
  DEMO_MODE: ["on", "on"],
  PART_NAMES: [
    "redis-1=127.0.0.1:1, redis-2=[::1]:2",
    new Map([
      ["127.0.0.1:1", "redis-1"],
      ["::1:2", "redis-2"],
    ]),
  ],
  CONTROL_URL: ["http://127.0.0.1:1", "http://127.0.0.1:1"],
  CONTROL_SECRET: [`${special}${key}`, `${special}${key}`],
  DRAIN_SECONDS: ["1", 1],
  EXIT_DEADLINE_SECONDS: ["20", 20],
};
const names = Object.keys(right) as (keyof Env)[];

const parse = (name: keyof Env, value: string) =>
  parseEnv({ ...needed, ...beside[name], [name]: value })[name];
const messageFor = (name: keyof Env, value: string) => {
  try {
    parse(name, value);
  } catch (error) {
    return (error as Error).message;
  }
  return `${name} was taken`;
};

describe.each(names)("%s", (name) => {
  const [written, read] = right[name];

  test("is read as it is written", () => {
    expect(parse(name, written)).toEqual(read);
  });

  test.each([
    ["space", ` \t${written}  `],
    ["a line end", `${written}\n`],
    ["a line end of Windows", `${written}\r\n`],
    ["a line before it", `\n${written}`],
  ])("is the same with %s around it", (_, value) => {
    expect(parse(name, value)).toEqual(read);
  });

  test.each(['"', "'", "`"])("is refused by name in %s, without its value", (quote) => {
    const message = messageFor(name, `${quote}${written}${quote}`);
    expect(message).toMatch(new RegExp(`- ${name}`));
    expect(message).not.toContain(written);
  });

  test("is refused by name with a line end in it, without its value", () => {
    const message = messageFor(name, `${written}\nhunter2`);
    expect(message).toMatch(new RegExp(`- ${name}`));
    expect(message).not.toContain("hunter2");
  });

  test.each(["", "  ", "\n"])("is as if it weren't there when it is %j", (value) => {
    const { [name]: _, ...others } = { ...needed, ...beside[name] } as Record<string, string>;
    const result = (environment: Record<string, string>) => {
      try {
        return parseEnv(environment);
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(result({ ...others, [name]: value })).toEqual(result(others));
  });
});

test.each(["SITE_URL", "OIDC_ISSUER", "OIDC_BACKCHANNEL_URL", "CONTROL_URL"] as const)(
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

test("MAIL_FROM takes one address, with a name or without, and SMTP_URL needs it", () => {
  expect(parse("MAIL_FROM", "a@b.example")).toEqual({ name: "", address: "a@b.example" });
  for (const wrong of ["hunter2", "A <hunter2>", "a@b.example, hunter2@c.example", 'A" <hunter2@b.example>'])
    expect(messageFor("MAIL_FROM", wrong), wrong).toMatch(
      /- MAIL_FROM is no address of a sender(?!.*hunter2)/,
    );
  expect(() => parseEnv({ ...needed, SMTP_URL: "smtp://mail.example" })).toThrow(/MAIL_FROM is missing/);
});

test("a secret that is too short is refused without being shown", () => {
  for (const name of [
    "SESSION_SEAL_KEYS",
    "SESSION_PEPPERS",
    "SESSION_ENVELOPE_KEYS",
    "AUTH_SECRETS",
  ] as const) {
    for (const value of ["hunter2", `${key},hunter2`, `${key},`, `,${key}`]) {
      expect(messageFor(name, value), value).toContain(`${name} needs keys`);
      expect(messageFor(name, value), value).not.toContain("hunter2");
    }
  }
  for (const name of ["DEMO_PASSWORD", "CONTROL_SECRET"] as const)
    expect(messageFor(name, "hunter2")).toMatch(new RegExp(`${name} needs at least(?!.*hunter2)`));
});

test("TRUSTED_PROXIES refuses what is no address by name, without its value", () => {
  for (const wrong of ["hunter2.example", "10.0.0.0/33", "10.0.0.5,,10.0.0.6", "0.0.0.0/0"]) {
    const message = messageFor("TRUSTED_PROXIES", wrong);
    expect(message, wrong).toMatch(/- TRUSTED_PROXIES has .* It must be the addresses of the proxies/);
    expect(message, wrong).not.toContain("hunter2");
  }
});
