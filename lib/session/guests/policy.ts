import { unpackedLimit } from "../policy.ts";
import { shelves } from "./shelf.ts";

/**
 * How long guests live, how many may exist, and how much of Redis they may use. Durations in
 * seconds.
 */
export interface GuestPolicy {
  /** A guest without a request for this long ends. Default 30 minutes. */
  idle: number;
  /** A guest ends after this long, however busy. Default 24 hours. */
  absolute: number;
  /**
   * After a login has taken over a guest's data, the guest ends within this time, unless a request
   * shows the login's token before. Default 10 minutes: this is for a person whose answer was lost,
   * and who signs in again.
   */
  afterLogin: number;
  /** Guests that may begin from one address in any 60 seconds. Default 30. */
  perMinute: number;
  /**
   * Guests that may exist at once, on all nodes together. Default 100,000. Each of 64 shelves takes
   * its share of them.
   */
  most: number;
  /**
   * The share of `maxmemory` that guests may take, if each were as large as `maxBytes` allows.
   * Default 0.25.
   */
  memoryShare: number;
  /**
   * The share of `maxmemory` in use above which no guest begins, and the oldest leave. Default 0.8.
   */
  memoryLimit: number;
  /** The largest envelope in bytes that is written, after compression. Default 2048. */
  maxBytes: number;
  /** The largest content in bytes that is written, before compression. Default 8192. */
  maxPlainBytes: number;
}

export const defaultGuestPolicy: GuestPolicy = {
  idle: 30 * 60,
  absolute: 24 * 60 * 60,
  afterLogin: 10 * 60,
  perMinute: 30,
  most: 100_000,
  memoryShare: 0.25,
  memoryLimit: 0.8,
  maxBytes: 2048,
  maxPlainBytes: 8192,
};

/**
 * The defaults with changes.
 * @throws {RangeError} naming the setting that is out of range.
 */
export function guestPolicy(changes: Partial<GuestPolicy> = {}): GuestPolicy {
  const result = { ...defaultGuestPolicy, ...changes };
  const refuse = (what: string) => {
    throw new RangeError(`Policy of guests: ${what}.`);
  };
  for (const [name, value] of Object.entries(result))
    if (!Number.isFinite(value) || value <= 0) refuse(`${name} must be above 0, not ${value}`);
  for (const name of ["perMinute", "most"] as const)
    if (!Number.isInteger(result[name])) refuse(`${name} must be a whole number, not ${result[name]}`);
  for (const name of ["memoryShare", "memoryLimit"] as const)
    if (result[name] > 1) refuse(`${name} must not be above 1, not ${result[name]}`);
  if (result.most < shelves)
    refuse(`most must be at least ${shelves}, one for each shelf, not ${result.most}`);
  if (result.idle > result.absolute)
    refuse(`idle (${result.idle} s) must not be above absolute (${result.absolute} s)`);
  if (result.maxPlainBytes > unpackedLimit)
    refuse(
      `maxPlainBytes must not be above ${unpackedLimit}, since no reader unpacks more, not ${result.maxPlainBytes}`,
    );
  return result;
}
