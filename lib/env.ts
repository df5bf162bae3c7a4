import { z } from "zod";
import {
  address,
  choice,
  count,
  databaseUrl,
  mailbox,
  origins,
  partNames,
  pastDay,
  positive,
  ranges,
  redisUrl,
  ring,
  smtpUrl,
  text,
} from "./env/kinds.ts";
import { defineSettings } from "./env/settings.ts";
import { goTogether } from "./env/together.ts";

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
  DATABASE_URL: databaseUrl("DATABASE_URL").optional(),
  SESSION_SEAL_KEYS: ring("SESSION_SEAL_KEYS", 32),
  SESSION_PEPPERS: ring("SESSION_PEPPERS", 43),
  SESSION_ENVELOPE_KEYS: ring("SESSION_ENVELOPE_KEYS", 43),
  KEYS_SINCE: pastDay("KEYS_SINCE").optional(),
  SESSION_IDLE_SECONDS: positive("SESSION_IDLE_SECONDS", "seconds", 30 * 60),
  SESSION_ABSOLUTE_SECONDS: positive("SESSION_ABSOLUTE_SECONDS", "seconds", 8 * 60 * 60),
  SESSION_RECORD_FORMAT: choice(
    "SESSION_RECORD_FORMAT",
    ["1", "2"],
    "SESSION_RECORD_FORMAT must be 2, or 1 while a build may still run that reads format 1 alone (docs/operations.md).",
  )
    .default("1")
    .transform((format) => (format === "2" ? 2 : 1)),
  SESSION_READER: choice(
    "SESSION_READER",
    ["fast", "plain"],
    'SESSION_READER must be "fast", or "plain" for one session per call (lib/session/plain-reader.ts).',
  ).default("fast"),
  SESSION_CAP: count("SESSION_CAP", "sessions a user", 20),
  SESSION_GUEST_IDLE_SECONDS: positive("SESSION_GUEST_IDLE_SECONDS", "seconds", 30 * 60),
  SESSION_GUEST_ABSOLUTE_SECONDS: positive("SESSION_GUEST_ABSOLUTE_SECONDS", "seconds", 24 * 60 * 60),
  SESSION_GUESTS_PER_MINUTE: count("SESSION_GUESTS_PER_MINUTE", "guests", 30),
  SESSION_GUESTS: count("SESSION_GUESTS", "guests", 100_000),
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
  MAIL_ON_PAGE: choice(
    "MAIL_ON_PAGE",
    ["on", "off"],
    'MAIL_ON_PAGE must be "on", where everybody may read all mail on the page /outbox, as in development, or "off".',
  ).default("off"),
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
  PART_NAMES: partNames("PART_NAMES").optional(),
  PICTURE_ORIGINS: origins(
    "PICTURE_ORIGINS",
    "where the pictures of your identity provider's people are, such as https://lh3.googleusercontent.com",
  ).default([]),
  IDENTITY_KEYS: ring("IDENTITY_KEYS", 43).optional(),
  RETURN_ORIGINS: origins(
    "RETURN_ORIGINS",
    "where a sign-in may lead back to besides this site: the same host on another port, such as https://unstuck.example:8443",
  ).default([]),
  DRAIN_SECONDS: positive("DRAIN_SECONDS", "seconds", 3),
  EXIT_DEADLINE_SECONDS: positive("EXIT_DEADLINE_SECONDS", "seconds", 15),
});

/**
 * The settings of the kept rooms, parsed at the first use. `instrumentation.ts` uses them at boot,
 * so a bad setting stops the node then.
 */
export const env = defineSettings(settings.superRefine(goTogether), {
  NODE_NAME:
    "The name of this replica, in `X-Served-By`, logs and metrics. The runner gives each node its own.",
  SITE_URL:
    "The address that browsers use. With `https://` every cookie is `Secure` and named `__Host-…`, and the runner makes a certificate for `localhost`.",
  REDIS_URL:
    "Where Redis is: `redis://`, `rediss://`, `redis+sentinel://` or `redis+cluster://`. The runner gives its nodes the stack's own.",
  DATABASE_URL:
    "A PostgreSQL that keeps the users instead of Redis: `postgres://user:password@host:5432/database`.",
  SESSION_SEAL_KEYS:
    "Key ring that seals the session's cookie, separated by commas: the first key seals, every key opens.",
  SESSION_PEPPERS: "Key ring that turns a token into what Redis may know of it.",
  SESSION_ENVELOPE_KEYS: "Key ring that encrypts the session records in Redis.",
  KEYS_SINCE:
    "The day on which the key rings got their present first keys, such as 2026-01-31: an alert tells when that is a year ago. A new `.env` has it.",
  SESSION_IDLE_SECONDS: "Idle timeout: a session ends if no request uses it for so long.",
  SESSION_ABSOLUTE_SECONDS: "Absolute timeout: a session ends after so long, however it is used.",
  SESSION_RECORD_FORMAT:
    "The format of new session records. 1 is what earlier builds read as well; a new `.env` has 2.",
  SESSION_READER:
    "`fast` lets concurrent reads share one call; `plain` makes one call per read, in shorter code.",
  SESSION_CAP: "Sessions per user. One more ends the oldest.",
  SESSION_GUEST_IDLE_SECONDS: "Idle timeout of a guest, a visitor who has not signed in.",
  SESSION_GUEST_ABSOLUTE_SECONDS: "Absolute timeout of a guest.",
  SESSION_GUESTS_PER_MINUTE: "Guests that may begin from one address in a minute.",
  SESSION_GUESTS: "Guests at once, at least 64. Above it none begins until others end.",
  SESSION_JOURNAL_MB: "Megabytes per node for recent revocations, which a node repeats on a new primary.",
  STEP_UP_SECONDS: "How long a sign-in counts as fresh for what asks for the password again.",
  LOGIN_TRIES: "Wrong passwords before an account has to wait at an address.",
  SIGN_UPS_PER_HOUR: "New accounts per address and hour.",
  TRUSTED_PROXIES:
    "Addresses and ranges of the proxies in front, separated by commas. Their `X-Forwarded-For` names the client. nginx reads it as well.",
  SMTP_URL: "The mail server: `smtps://user:password@host`. Without it no mail is sent; see `MAIL_ON_PAGE`.",
  MAIL_FROM: "The sender of the site's mail. `SMTP_URL` needs it.",
  MAIL_ON_PAGE:
    "`on` shows all mail to everyone at `/outbox` instead of sending it, where `SMTP_URL` is not set. The runner sets `on` where this machine alone reaches the site.",
  AUTH_SECRETS: "Key ring for the cookies of a sign-on under way. Company single sign-on needs it.",
  OIDC_ISSUER:
    "The address of your identity provider. Its callback is `SITE_URL/api/auth/callback/company`. The runner gives its nodes the stack's own.",
  OIDC_CLIENT_ID: "This site's name at the identity provider.",
  OIDC_CLIENT_SECRET: "This site's secret at the identity provider.",
  OIDC_BACKCHANNEL_URL:
    "The address at which the nodes themselves reach the provider, where it is not `OIDC_ISSUER`.",
  OIDC_EMAIL_VERIFIED_MISSING:
    "What to do if the provider does not say whether an email is verified: `refuse` the sign-on, or `trust` the email.",
  PART_NAMES: "Names of the Redis nodes with their addresses, for logs and pages. The runner sets it.",
  PICTURE_ORIGINS:
    "Origins that the pictures of the provider's people may be loaded from, separated by commas. No other origin is allowed.",
  IDENTITY_KEYS:
    "Key ring that signs the identities of forward authentication: the first key signs, and `/.well-known/jwks.json` has them all. Without it nothing is signed.",
  RETURN_ORIGINS:
    "Other ports of `SITE_URL`'s host that a sign-in may lead back to, as origins, separated by commas. Without it a sign-in leads back to this site alone.",
  DRAIN_SECONDS: "How long a leaving node, which accepts no new connections, answers on those it has.",
  EXIT_DEADLINE_SECONDS: "After so long a leaving node ends, even with requests in flight.",
});

export type Env = ReturnType<typeof env>;

/** @throws {BadSettings} naming every setting that is missing or wrong, and its fix. */
export const parseEnv = env.parse;
