import { z } from "zod";
import {
  address,
  choice,
  choices,
  count,
  mailbox,
  positive,
  ranges,
  redisUrl,
  ring,
  secret,
  smtpUrl,
  text,
} from "./env/kinds.ts";
import { mechanisms } from "./redis/mechanism.ts";

const settings = z.object({
  NODE_NAME: text("NODE_NAME", "NODE_NAME is missing. Give every replica a name of its own, such as app-a."),
  SITE_URL: address(
    "SITE_URL",
    "origin",
    "the address that browsers use, such as http://localhost:8080",
  ).default("http://localhost:8080"),
  REDIS_URL: redisUrl(
    "REDIS_URL",
    "REDIS_URL is missing. Set redis://, rediss://, redis+sentinel://host:port,…/name or redis+cluster://host:port,…",
  ),
  SESSION_STORE: choice(
    "SESSION_STORE",
    ["redis", "memory", "connect-redis"],
    'SESSION_STORE must be "redis", or "memory" or "connect-redis" in the negative controls of the tests.',
  ).default("redis"),
  SHARED_CACHE: choice(
    "SHARED_CACHE",
    ["on", "off"],
    'SHARED_CACHE must be "on", or "off" in the negative control of the tests.',
  ).default("on"),
  UNSTUCK_WITHOUT: choices(
    "UNSTUCK_WITHOUT",
    mechanisms,
    `UNSTUCK_WITHOUT takes away one or more of ${mechanisms.join(", ")}, in the negative controls of the fault campaign only.`,
  ).optional(),
  SESSION_SEAL_KEYS: ring("SESSION_SEAL_KEYS", 32),
  SESSION_PEPPERS: ring("SESSION_PEPPERS", 43),
  SESSION_ENVELOPE_KEYS: ring("SESSION_ENVELOPE_KEYS", 43),
  SESSION_IDLE_SECONDS: positive("SESSION_IDLE_SECONDS", "seconds", 30 * 60),
  SESSION_ABSOLUTE_SECONDS: positive("SESSION_ABSOLUTE_SECONDS", "seconds", 8 * 60 * 60),
  SESSION_RECORD_FORMAT: choice(
    "SESSION_RECORD_FORMAT",
    ["1", "2"],
    "SESSION_RECORD_FORMAT must be 2, or 1 while a build may still run that reads format 1 alone (docs/operations.md).",
  )
    .default("1")
    .transform((format) => (format === "2" ? 2 : 1)),
  SESSION_CAP: count("SESSION_CAP", "sessions a user", 20),
  SESSION_JOURNAL_MB: count("SESSION_JOURNAL_MB", "megabytes", 32),
  STEP_UP_SECONDS: positive("STEP_UP_SECONDS", "seconds", 5 * 60),
  LOGIN_TRIES: count("LOGIN_TRIES", "wrong passwords", 10),
  SIGN_UPS_PER_HOUR: count("SIGN_UPS_PER_HOUR", "sign-ups", 20),
  TRUSTED_PROXIES: ranges(
    "TRUSTED_PROXIES",
    "the addresses of the proxies in front of this site, such as 10.0.0.5, 192.0.2.0/24",
  ).default([]),
  SMTP_URL: smtpUrl("SMTP_URL").optional(),
  MAIL_FROM: mailbox("MAIL_FROM").optional(),
  DEMO_PASSWORD: secret(
    "DEMO_PASSWORD",
    12,
    "DEMO_PASSWORD needs at least 12 characters. There are demo accounts only with DEMO_MODE=on.",
  ).optional(),
  RUNS_AS: choice(
    "RUNS_AS",
    ["processes", "containers"],
    'RUNS_AS must be "processes" or "containers": it decides whose commands the pages show.',
  ).default("processes"),
  DEMO_PASSWORD_COMMAND: text("DEMO_PASSWORD_COMMAND").default("grep DEMO_PASSWORD .env"),
  AUTH_SECRETS: ring("AUTH_SECRETS", 32).optional(),
  OIDC_ISSUER: address(
    "OIDC_ISSUER",
    "path",
    "the address of your identity provider, such as https://login.example.com, without /.well-known",
  ).optional(),
  OIDC_CLIENT_ID: text("OIDC_CLIENT_ID").optional(),
  OIDC_CLIENT_SECRET: text("OIDC_CLIENT_SECRET").optional(),
  OIDC_BACKCHANNEL_URL: address(
    "OIDC_BACKCHANNEL_URL",
    "path",
    "the address at which the nodes themselves reach the identity provider",
  ).optional(),
  OIDC_EMAIL_VERIFIED_MISSING: choice(
    "OIDC_EMAIL_VERIFIED_MISSING",
    ["refuse", "trust"],
    'OIDC_EMAIL_VERIFIED_MISSING must be "refuse", or "trust" if your identity provider leaves `email_verified` out and verifies every address.',
  ).default("refuse"),
  DEMO_MODE: choice(
    "DEMO_MODE",
    ["on", "off"],
    'DEMO_MODE must be "on", where everybody may break the stack and sign in as the demo user by one click, or "off".',
  ).default("off"),
  PART_NAMES: text("PART_NAMES")
    .refine((value) => /^([^=,]+=[^=,]+:\d+)(,[^=,]+=[^=,]+:\d+)*$/.test(value), {
      error:
        "PART_NAMES must be names with addresses, such as redis-1=127.0.0.1:6401,redis-2=127.0.0.1:6402.",
    })
    .transform(
      (value) =>
        new Map(
          value.split(",").map((pair) => {
            const [name = "", place = ""] = pair.split("=").map((side) => side.trim());
            // Without the brackets of IPv6, as the Sentinels and the nodes name themselves.
            return [place.replace(/^\[(.*)\]/, "$1"), name] as const;
          }),
        ),
    )
    .optional(),
  CONTROL_URL: address(
    "CONTROL_URL",
    "path",
    "the address of the stack runner's control, which the runner gives to its nodes",
  ).optional(),
  CONTROL_SECRET: secret("CONTROL_SECRET", 32, "CONTROL_SECRET needs at least 32 characters.").optional(),
  DRAIN_SECONDS: positive("DRAIN_SECONDS", "seconds", 3),
  EXIT_DEADLINE_SECONDS: positive("EXIT_DEADLINE_SECONDS", "seconds", 15),
});

/** What company single sign-on needs, all of it or nothing: a half-set door would open onto an error page. */
const ofCompanySignOn = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "AUTH_SECRETS"] as const;

const schema = settings.superRefine((values, context) => {
  if (values.DEMO_MODE === "on" && !values.DEMO_PASSWORD) {
    context.addIssue({
      code: "custom",
      path: ["DEMO_PASSWORD"],
      message: "DEMO_PASSWORD is missing. DEMO_MODE=on needs the demo accounts; set it, or DEMO_MODE=off.",
    });
  }
  if (values.SMTP_URL && !values.MAIL_FROM) {
    context.addIssue({
      code: "custom",
      path: ["MAIL_FROM"],
      message: "MAIL_FROM is missing. SMTP_URL needs it: whom the site's mail comes from.",
    });
  }
  // The secrets alone are no door: the set-up generates them in any case.
  if (!values.OIDC_ISSUER && !values.OIDC_CLIENT_ID) return;
  for (const name of ofCompanySignOn) {
    if (values[name]) continue;
    context.addIssue({
      code: "custom",
      path: [name],
      message: `${name} is missing. Company single sign-on needs ${ofCompanySignOn.join(", ")}; leave out OIDC_ISSUER and OIDC_CLIENT_ID to go without.`,
    });
  }
});

export type Env = z.output<typeof schema>;

/** Settings that can't be used as they are. The message has one line a setting: which, what is wrong, how to fix it; none has a value. */
export class BadSettings extends Error {
  constructor(lines: string[]) {
    super(`The settings can't be used:\n${lines.map((line) => `  - ${line}`).join("\n")}`);
    this.name = "BadSettings";
  }
}

/**
 * Parses settings. Empty strings count as unset, as Compose passes them so, and so do those of space alone.
 * @throws {BadSettings} naming every setting that is missing or wrong, and its fix.
 */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim() !== ""));
  const result = schema.safeParse(given);
  if (!result.success) {
    throw new BadSettings(
      result.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return issue.message.includes(name) ? issue.message : `${name}: ${issue.message}`;
      }),
    );
  }
  return result.data;
}

let parsed: Env | undefined;

/** This process's settings, parsed at the first use: `instrumentation.ts` asks at boot, so a bad setting stops the node there. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}
