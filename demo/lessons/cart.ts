import { changeGuest, currentGuest } from "../../lib/auth/guest.ts";
import type { Unavailable } from "../../lib/auth/problem.ts";
import { type AppSession, type GuestData, type SessionData, sessions } from "../../lib/auth/sessions.ts";
import { perProcess } from "../../lib/node/per-process.ts";
import type { GuestRefusal } from "../../lib/session/index.ts";

declare module "../../lib/auth/sessions.ts" {
  interface SessionData {
    /** The things that this person put into the lesson's cart, before the login or after it. */
    cart?: string[];
  }
  interface GuestData {
    cart?: string[];
  }
}

/** The goods of the lesson's shop. */
export const goods = ["tea", "cups", "milk", "sugar", "cake", "spoons"] as const;
export type Good = (typeof goods)[number];

export const isGood = (text: unknown): text is Good => goods.some((good) => good === text);

/** Both carts together. A login that is made twice with one guest leads to the same cart. */
export function withGuestsCart(data: SessionData, { cart = [] }: GuestData): SessionData {
  const both = [...new Set([...(data.cart ?? []), ...cart])];
  return both.length > 0 ? { ...data, cart: both } : data;
}

const withGood = <Data extends { cart?: string[] }>(data: Data, good: Good): Data => ({
  ...data,
  cart: [...new Set([...(data.cart ?? []), good])],
});

export type Put =
  | { status: "kept"; cart: readonly string[] }
  | { status: "refused"; reason: GuestRefusal; retryAfter: number }
  | Unavailable;

/**
 * Puts a thing into the cart of a login, or of a guest, who begins with the first thing: 2 round
 * trips, one of them durable.
 */
export async function putIntoCart(session: AppSession | undefined, good: Good): Promise<Put> {
  if (session) {
    const updated = await sessions().update(session, (data) => withGood(data, good));
    if (updated.status === "updated") return { status: "kept", cart: updated.session.data.cart ?? [] };
  }
  const changed = await changeGuest((data) => withGood(data, good));
  return changed.status === "kept" ? { status: "kept", cart: changed.guest.data.cart ?? [] } : changed;
}

/**
 * The contents of the cart, and its owner: 1 round trip for a guest, none for a login or for a
 * visitor who has put nothing into it.
 */
export async function cartOf(
  session: AppSession | undefined,
): Promise<{ status: "signed-in" | "guest" | "none"; cart: readonly string[] } | Unavailable> {
  if (session) return { status: "signed-in", cart: session.data.cart ?? [] };
  const found = await currentGuest();
  if (found.status === "unavailable") return found;
  return { status: found.status, cart: found.status === "guest" ? (found.guest.data.cart ?? []) : [] };
}

const mostCarts = 1000;

/** The carts in this node's memory, beside those of the store. Most apps begin with such carts. */
const own = () => perProcess("lesson-carts", () => new Map<string, Set<string>>());

/** Does the same in this node's memory alone. */
export function putIntoOwn(visitor: string, good: Good): void {
  const carts = own();
  const cart = carts.get(visitor) ?? new Set();
  carts.delete(visitor);
  carts.set(visitor, cart.add(good));
  const [oldest] = carts.size > mostCarts ? carts.keys() : [];
  if (oldest) carts.delete(oldest);
}

export const ownCart = (visitor: string): readonly string[] => [...(own().get(visitor) ?? [])];
