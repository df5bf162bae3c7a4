import { z } from "zod";
import { BadSmtpUrl, parseMailbox, parseSmtpUrl } from "../mail/settings.ts";
import { BadRedisUrl, parseRedisUrl } from "../session/redis/url.ts";
import { BadDatabaseUrl, parseDatabaseUrl } from "../users/postgres/url.ts";
import { parseAddress } from "./address.ts";
import { parseRanges } from "./ranges.ts";

/**
 * The kinds of settings. Each accepts the space and line ends that a file or a shell leaves around
 * a value. Each refuses a value that it doesn't know by the setting's name. No message shows a
 * value, because a wrong one may contain a secret, or be one.
 */

/** @param missing The message if the setting is required and missing. */
export const text = (name: string, missing = `${name} is missing.`) =>
  z
    .string(missing)
    .trim()
    .refine((value) => !inQuotes(value), `${name} is in quotes. Write it without them.`)
    .refine((value) => !hasControl(value), `${name} has a line end or another control character in it.`);

export const secret = (name: string, minimum: number, short: string, missing?: string) =>
  text(name, missing).refine((value) => value.length >= minimum, short);

/**
 * A comma-separated key ring: the first key seals, every key opens. To rotate a key, put a new one
 * in front.
 */
export const ring = (name: string, minimum: number) =>
  text(
    name,
    `${name} is missing. \`npm start\` generates it into .env; elsewhere set at least one random key.`,
  )
    .transform(items)
    .refine((keys) => keys.every((key) => key.length >= minimum && !inQuotes(key)), {
      error: `${name} needs keys of at least ${minimum} characters, separated by commas and not in quotes. Generate one with \`openssl rand -base64 33 | tr '+/' '-_'\`.`,
    });

/** A number above 0, with or without a decimal point. */
export const positive = (name: string, unit: string, otherwise: number) =>
  text(name)
    .refine((value) => /^[+-]?\d+(\.\d+)?$/.test(value), `${name} must be a number of ${unit}.`)
    .transform(Number)
    .refine((value) => value > 0 && Number.isFinite(value), `${name} must be above 0 ${unit}.`)
    .default(otherwise);

/** A whole number above 0. */
export const count = (name: string, unit: string, otherwise: number) =>
  positive(name, unit, otherwise).refine(Number.isSafeInteger, `${name} must be a whole number of ${unit}.`);

/** A day in the past, such as 2026-01-31. */
export const pastDay = (name: string) =>
  text(name)
    .refine((value) => /^\d{4}-\d\d-\d\d$/.test(value), `${name} must be a day, such as 2026-01-31.`)
    .transform((value) => new Date(value))
    .refine((date) => date.getTime() <= Date.now(), `${name} must be a day that was, such as 2026-01-31.`);

export const choice = <const T extends readonly string[]>(name: string, values: T, wrong: string) =>
  text(name).pipe(z.enum(values, wrong));

/** Several of these names, separated by commas. */
export const choices = <const T extends readonly string[]>(name: string, values: T, wrong: string) =>
  text(name)
    .transform(items)
    .pipe(z.array(z.enum(values, wrong)));

/**
 * An address that is reached by HTTP.
 * @param part Whether it may have a path.
 */
export const address = (name: string, part: "origin" | "path", means: string, missing?: string) =>
  text(name, missing).transform((value, context) => {
    const parsed = parseAddress(value, part);
    if ("address" in parsed) return parsed.address;
    context.addIssue({ code: "custom", message: `${name} ${parsed.problem}. It must be ${means}.` });
    return z.NEVER;
  });

/** Origins of the web, separated by commas. */
export const origins = (name: string, means: string) =>
  text(name).transform((value, context) => {
    const parsed = items(value).map((item) => parseAddress(item, "origin"));
    const problem = parsed.find((one) => "problem" in one)?.problem;
    if (problem === undefined) return parsed.flatMap((one) => ("address" in one ? [one.address] : []));
    context.addIssue({ code: "custom", message: `${name} ${problem}. It must be ${means}.` });
    return z.NEVER;
  });

/**
 * Addresses and ranges of addresses, separated by commas. The parsed form of each has its length.
 */
export const ranges = (name: string, means: string) =>
  text(name).transform((value, context) => {
    const parsed = parseRanges(value);
    if ("ranges" in parsed) return parsed.ranges;
    context.addIssue({ code: "custom", message: `${name} ${parsed.problem}. It must be ${means}.` });
    return z.NEVER;
  });

/**
 * The address of Redis, as `lib/session/redis/url.ts` reads it. This kind refuses what that file
 * would refuse at the first connection.
 */
export const redisUrl = (name: string, missing: string) =>
  text(name, missing).superRefine((value, context) => {
    try {
      parseRedisUrl(value);
    } catch (error) {
      if (!(error instanceof BadRedisUrl)) throw error;
      context.addIssue({ code: "custom", message: error.message });
    }
  });

/** The address of PostgreSQL, as `lib/users/postgres/url.ts` reads it. */
export const databaseUrl = (name: string) =>
  text(name).superRefine((value, context) => {
    try {
      parseDatabaseUrl(value);
    } catch (error) {
      if (!(error instanceof BadDatabaseUrl)) throw error;
      context.addIssue({ code: "custom", message: error.message });
    }
  });

/** The address of the mail server, as `lib/mail/settings.ts` reads it. */
export const smtpUrl = (name: string) =>
  text(name).transform((value, context) => {
    try {
      return parseSmtpUrl(value);
    } catch (error) {
      if (!(error instanceof BadSmtpUrl)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  });

/** The sender of mail, as `lib/mail/settings.ts` reads it. */
export const mailbox = (name: string) =>
  text(name).transform((value, context) => {
    const parsed = parseMailbox(value);
    if (parsed) return parsed;
    context.addIssue({
      code: "custom",
      message: `${name} is no address of a sender. Write no-reply@your.host, or Your Site <no-reply@your.host>.`,
    });
    return z.NEVER;
  });

/**
 * Names with addresses, such as `redis-1=127.0.0.1:6401`, separated by commas. The parsed form is a
 * map from address to name.
 */
export const partNames = (name: string) =>
  text(name)
    .refine((value) => /^([^=,]+=[^=,]+:\d+)(,[^=,]+=[^=,]+:\d+)*$/.test(value), {
      error: `${name} must be names with addresses, such as redis-1=127.0.0.1:6401,redis-2=127.0.0.1:6402.`,
    })
    .transform(
      (value) =>
        new Map(
          value.split(",").map((pair) => {
            const [part = "", place = ""] = pair.split("=").map((side) => side.trim());
            // The Sentinels and the nodes name themselves without the brackets of IPv6.
            return [place.replace(/^\[(.*)\]/, "$1"), part] as const;
          }),
        ),
    );

const items = (value: string) => value.split(",").map((item) => item.trim());

const inQuotes = (value: string) => /^(["'`]).*\1$/s.test(value);

/** Line ends are control characters as well. */
const hasControl = (value: string) => [...value].some((sign) => sign < " " || sign === "\u007f");
