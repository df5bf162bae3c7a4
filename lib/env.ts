import { z } from "zod";
import { mechanisms } from "./redis/mechanism.ts";

/** A comma-separated key ring: the first key seals, every key opens, so a key is rotated by putting a new one in front. */
const ring = (name: string, minimum: number) =>
  z
    .string(
      `${name} is missing. \`npm start\` generates it into .env; elsewhere set at least one random key.`,
    )
    .transform((value) => value.split(",").map((key) => key.trim()))
    .refine((keys) => keys.every((key) => key.length >= minimum), {
      error: `${name} needs keys of at least ${minimum} characters, separated by commas. Generate one with \`openssl rand -base64 33 | tr '+/' '-_'\`.`,
    });

const positive = (name: string, unit: string, preset: number) =>
  z.coerce
    .number(`${name} must be a number of ${unit}.`)
    .positive(`${name} must be above 0 ${unit}.`)
    .default(preset);

const settings = z.object({
  NODE_NAME: z.string("NODE_NAME is missing. Give every replica a name of its own, such as app-a.").min(1),
  SITE_URL: z
    .url("SITE_URL must be the address that browsers use, such as http://localhost:8080.")
    .default("http://localhost:8080"),
  REDIS_URL: z
    .string(
      "REDIS_URL is missing. Set redis://, rediss://, redis+sentinel://host:port,…/name or redis+cluster://host:port,…",
    )
    .regex(/^(rediss?|rediss?\+(sentinel|cluster)):\/\//, {
      error: "REDIS_URL must begin with redis://, rediss://, redis+sentinel:// or redis+cluster://.",
    }),
  SESSION_STORE: z
    .enum(
      ["redis", "memory", "connect-redis"],
      'SESSION_STORE must be "redis", or "memory" or "connect-redis" in the negative controls of the tests.',
    )
    .default("redis"),
  SHARED_CACHE: z
    .enum(["on", "off"], 'SHARED_CACHE must be "on", or "off" in the negative control of the tests.')
    .default("on"),
  UNSTUCK_WITHOUT: z
    .string()
    .transform((value) => value.split(",").map((name) => name.trim()))
    .pipe(
      z.array(
        z.enum(
          mechanisms,
          `UNSTUCK_WITHOUT takes away one or more of ${mechanisms.join(", ")}, in the negative controls of the fault campaign only.`,
        ),
      ),
    )
    .optional(),
  SESSION_SEAL_KEYS: ring("SESSION_SEAL_KEYS", 32),
  SESSION_PEPPERS: ring("SESSION_PEPPERS", 43),
  SESSION_ENVELOPE_KEYS: ring("SESSION_ENVELOPE_KEYS", 43),
  SESSION_IDLE_SECONDS: positive("SESSION_IDLE_SECONDS", "seconds", 30 * 60),
  SESSION_ABSOLUTE_SECONDS: positive("SESSION_ABSOLUTE_SECONDS", "seconds", 8 * 60 * 60),
  SESSION_RECORD_FORMAT: z
    .enum(
      ["1", "2"],
      "SESSION_RECORD_FORMAT must be 2, or 1 while a build may still run that reads format 1 alone (docs/operations.md).",
    )
    .default("1")
    .transform((text) => (text === "2" ? 2 : 1)),
  SESSION_CAP: positive("SESSION_CAP", "sessions a user", 20),
  SESSION_JOURNAL_MB: positive("SESSION_JOURNAL_MB", "megabytes", 32),
  STEP_UP_SECONDS: positive("STEP_UP_SECONDS", "seconds", 5 * 60),
  LOGIN_TRIES: positive("LOGIN_TRIES", "wrong passwords", 10),
  SIGN_UPS_PER_HOUR: positive("SIGN_UPS_PER_HOUR", "sign-ups", 20),
  DEMO_PASSWORD: z
    .string()
    .min(12, "DEMO_PASSWORD needs at least 12 characters. Without it there are no demo accounts.")
    .optional(),
  RUNS_AS: z
    .enum(
      ["processes", "containers"],
      'RUNS_AS must be "processes" or "containers": it decides whose commands the pages show.',
    )
    .default("processes"),
  DEMO_PASSWORD_COMMAND: z.string().default("grep DEMO_PASSWORD .env"),
  AUTH_SECRETS: ring("AUTH_SECRETS", 32).optional(),
  OIDC_ISSUER: z
    .url(
      "OIDC_ISSUER must be the address of your identity provider, such as https://login.example.com, without /.well-known.",
    )
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_BACKCHANNEL_URL: z
    .url(
      "OIDC_BACKCHANNEL_URL must be the address at which the nodes themselves reach the identity provider.",
    )
    .optional(),
  OIDC_EMAIL_VERIFIED_MISSING: z
    .enum(
      ["refuse", "trust"],
      'OIDC_EMAIL_VERIFIED_MISSING must be "refuse", or "trust" if your identity provider leaves `email_verified` out and verifies every address.',
    )
    .default("refuse"),
  DEMO_MODE: z
    .enum(
      ["on", "off"],
      'DEMO_MODE must be "on", where everybody may break the stack and sign in as the demo user by one click, or "off".',
    )
    .default("off"),
  PART_NAMES: z
    .string()
    .regex(/^([^=,]+=[^=,]+:\d+)(,[^=,]+=[^=,]+:\d+)*$/, {
      error:
        "PART_NAMES must be names with addresses, such as redis-1=127.0.0.1:6401,redis-2=127.0.0.1:6402.",
    })
    .transform(
      (text) => new Map(text.split(",").map((pair) => pair.split("=").reverse() as [string, string])),
    )
    .optional(),
  CONTROL_URL: z
    .url(
      "CONTROL_URL must be the address of the stack runner's control, which the runner gives to its nodes.",
    )
    .optional(),
  CONTROL_SECRET: z.string().min(32, "CONTROL_SECRET needs at least 32 characters.").optional(),
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

/** Settings that can't be used as they are. The message has one line a setting: which, what is wrong, how to mend it. */
export class BadSettings extends Error {
  constructor(lines: string[]) {
    super(`The settings can't be used:\n${lines.map((line) => `  - ${line}`).join("\n")}`);
    this.name = "BadSettings";
  }
}

/**
 * Parses settings. Empty strings count as unset, as Compose passes them so.
 * @throws {BadSettings} naming every setting that is missing or wrong, and its mend.
 */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
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
