import { z } from "zod";
import { cartOf, goods, ownCart, putIntoCart, putIntoOwn } from "@/demo/lessons/cart.ts";
import { experiment, isVisitor } from "@/demo/lessons/experiment.ts";
import { current } from "@/lib/auth/current.ts";
import { endGuest } from "@/lib/auth/guest.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { tooMany, unavailable } from "@/lib/auth/problem.ts";

const visitorOf = (request: Request) => new URL(request.url).searchParams.get("visitor");
const body = z.object({ good: z.enum(goods) });

/**
 * The cart in the store and the one in this node's memory: 1 round trip beside the experiment's
 * own.
 */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const visitor = visitorOf(request);
    if (!isVisitor(visitor)) return null;
    const who = await current();
    if (who.status === "unavailable") return unavailable(who);
    const found = await cartOf(who.status === "signed-in" ? who.session : undefined);
    if (found.status === "unavailable") return unavailable(found);
    return { body: { whose: found.status, cart: found.cart, inMemory: ownCart(visitor) } };
  });
}

/** Puts one thing into both carts. The first thing begins a guest. */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const visitor = visitorOf(request);
    const given = body.safeParse(await request.json().catch(() => undefined));
    if (!isVisitor(visitor) || !given.success) return null;
    const who = await current();
    if (who.status === "unavailable") return unavailable(who);
    const put = await putIntoCart(who.status === "signed-in" ? who.session : undefined, given.data.good);
    if (put.status === "unavailable") return unavailable(put);
    if (put.status === "refused") return tooMany({ retryAfter: put.retryAfter, alone: false });
    putIntoOwn(visitor, given.data.good);
    return { body: { cart: put.cart } };
  });
}

/** Ends the guest, as a sign-out does. */
export function DELETE(request: Request): Promise<Response> {
  return experiment(request, async () => {
    await endGuest();
    return { body: {} };
  });
}

export const { OPTIONS, PUT, PATCH } = takesOnly("GET", "POST", "DELETE");
