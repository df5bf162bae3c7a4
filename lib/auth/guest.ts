/*
 * Visitors who have not signed in, and the data that the site keeps for them until they do. They
 * have a cookie beside that of the logins. Only this file reads it.
 */
import { cookies, headers } from "next/headers";
import { env } from "../env.ts";
import { nodeName } from "../node/name.ts";
import { replaceable } from "../node/per-process.ts";
import { type Guest, type GuestLogin, type GuestRefusal, isUnavailable } from "../session/index.ts";
import { cookie, isHttps, seal, unsealToken } from "./iron.ts";
import { type Unavailable, unavailableBy } from "./problem.ts";
import { type GuestData, type SessionData, sessions } from "./sessions.ts";
import { addressOf } from "./throttle/address.ts";

export type AppGuest = Guest<GuestData>;

/** `none`: a visitor for whom the site keeps nothing. */
export type CurrentGuest = { status: "guest"; guest: AppGuest } | { status: "none" } | Unavailable;

/** `retryAfter` is in seconds. */
export type GuestChange =
  | { status: "kept"; guest: AppGuest }
  | { status: "refused"; reason: GuestRefusal; retryAfter: number }
  | Unavailable;

/**
 * Merges a guest's data into a login, for rooms that keep something in them. The store may call it
 * twice with the same guest.
 */
export const mergeGuest = replaceable<(data: SessionData, guest: GuestData) => SessionData>(
  "merge-guest",
  () => (data) => data,
);

/** Named like the cookie of logins (iron.ts). A service that reads that one never sees this one. */
export const guestCookieName = (): string => (isHttps() ? "__Host-unstuck-guest" : "unstuck-guest");

/**
 * The guest who asks: 1 round trip with a cookie that this site sealed, none without. It begins no
 * guest.
 */
export async function currentGuest(): Promise<CurrentGuest> {
  const token = await guestToken();
  const { guests } = sessions();
  if (!token || !guests) return { status: "none" };
  try {
    const found = await guests.read(token);
    return found.status === "alive" ? { status: "guest", guest: found.guest } : found;
  } catch (error) {
    if (isUnavailable(error)) return unavailableBy(error);
    throw error;
  }
}

/**
 * Changes a guest's data, and begins a guest with the first change: 2 round trips, one of them
 * durable. For actions and routes, because it sets the cookie. If Redis can't say, the cookie
 * stays.
 */
export async function changeGuest(change: (data: GuestData) => GuestData): Promise<GuestChange> {
  const { guests } = sessions();
  const found = await currentGuest();
  if (found.status === "unavailable") return found;
  if (!guests) return { status: "refused", reason: "full", retryAfter: 60 };
  try {
    if (found.status === "guest") {
      const updated = await guests.update(found.guest, change);
      if (updated.status === "updated") return { status: "kept", guest: updated.guest };
    }
    const created = await guests.create(addressOf(await headers()), change({ createdBy: nodeName() }));
    if (created.status === "refused") return created;
    const value = await seal({ token: created.token }, 0);
    const { SESSION_GUEST_ABSOLUTE_SECONDS } = env();
    (await cookies()).set(cookie(guestCookieName(), value, SESSION_GUEST_ABSOLUTE_SECONDS));
    return { status: "kept", guest: created.guest };
  } catch (error) {
    if (isUnavailable(error)) return unavailableBy(error);
    throw error;
  }
}

/**
 * Ends the guest of this browser, then removes its cookie: 1 durable round trip, none without a
 * cookie.
 * @throws {RedisUnavailable} Then the cookie stays.
 */
export async function endGuest(): Promise<void> {
  const token = await guestToken();
  if (token) await sessions().guests?.end(token);
  await forgetGuest();
}

/** The guest that a login takes over. No round trip. */
export async function guestOfLogin(): Promise<GuestLogin<SessionData> | undefined> {
  const token = await guestToken();
  if (!token || !sessions().guests) return undefined;
  return { token, merge: (data, guest) => mergeGuest()(data, guest as GuestData) };
}

/**
 * Removes the cookie in the same answer that sets the login's cookie: a browser gets either both
 * changes or neither.
 */
export async function forgetGuest(): Promise<void> {
  const jar = await cookies();
  if (jar.has(guestCookieName())) jar.set(cookie(guestCookieName(), "", 0));
}

async function guestToken(): Promise<string | undefined> {
  const start = `${guestCookieName()}=`;
  const sent = ((await headers()).get("cookie") ?? "").split(/; */).find((one) => one.startsWith(start));
  return unsealToken(sent?.slice(start.length));
}
