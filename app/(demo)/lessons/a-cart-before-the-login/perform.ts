import { ask, askTimes } from "../_ui/ask.ts";
import { killNode } from "../_ui/kill.ts";

const goods = ["tea", "cups", "milk", "sugar", "cake", "spoons"] as const;
/** The number of goods that go into the cart. */
export const things = goods.length;
/** Two rounds of the nodes. */
const asks = 6;
/** Milliseconds within which Redis has another primary. */
const electedAfter = 3000;

interface Cart {
  whose: "guest" | "signed-in" | "none";
  cart: string[];
  inMemory: string[];
}

export interface Found {
  asked: (Cart & { node: string })[];
  whose: Cart["whose"];
  killed: string | null;
}

/**
 * Fills both carts, breaks a node and moves the primary if `lose` is set, and asks every node.
 * @throws {Error} that says why it could not.
 */
export async function perform(doing: (what: string) => void, lose: boolean): Promise<Found> {
  const path = `cart?visitor=${crypto.randomUUID()}`;
  let killed: string | null = null;
  for (const [nth, good] of goods.entries()) {
    doing(`Putting ${good} into the cart`);
    const { node } = await ask(path, "POST", { good });
    if (lose && nth === things / 2) killed = node;
  }
  if (killed) {
    doing(`Killing ${killed}`);
    await killNode(killed);
    doing("Moving Redis to another primary");
    await moveThePrimary();
  }
  doing("Asking every node");
  const asked = await askTimes<Cart>(asks, path);
  if (asked.some(({ cart }) => cart.length < things)) throw new Error("A node didn’t have the whole cart.");
  return { asked, whose: asked[0]?.whose ?? "none", killed };
}

/** Asks for a failover, and waits until it must be over. @throws {Error} that says why not. */
async function moveThePrimary(): Promise<void> {
  const response = await fetch("/api/break", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ verb: "failover", part: "" }),
  });
  if (response.status !== 202) throw new Error((await response.json()).detail);
  await new Promise((resolve) => setTimeout(resolve, electedAfter));
}
