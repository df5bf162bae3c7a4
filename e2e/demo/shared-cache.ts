import { type APIRequestContext, expect } from "@playwright/test";
import { servedBy } from "../fixtures/site.ts";
import { nodeNames } from "../fixtures/stack.ts";

export interface Computed {
  readonly id: string;
  readonly by: string;
}

/** The two ways to keep a value: `unstable_cache`, and the directive `use cache`. */
export const ways = ["value", "directive"] as const;
type Way = (typeof ways)[number];

/**
 * The value that each of these nodes shows, kept in this way. The function asks through nginx until
 * every node has answered.
 */
export async function shownByEachNode(request: APIRequestContext, names = nodeNames, way: Way = "value") {
  const shown = new Map<string, Computed>();
  // A node that has just come back gets requests after 2 s: nginx/nginx.conf.
  const until = Date.now() + 10_000;
  while (shown.size < names.length && Date.now() < until) {
    const response = await request.get("/api/shared-cache");
    expect(response.status()).toBe(200);
    const values = (await response.json()) as Record<Way, Computed>;
    shown.set(servedBy(response), values[way]);
  }
  expect([...shown.keys()].sort(), "every node has answered").toEqual([...names].sort());
  return shown;
}

export const ids = (shown: ReadonlyMap<string, Computed>) => new Set([...shown.values()].map(({ id }) => id));

/** Expires both values on whichever node gets the request. */
export async function expire(request: APIRequestContext): Promise<string> {
  const response = await request.delete("/api/shared-cache");
  expect(response.status(), await response.text()).toBe(204);
  return servedBy(response);
}
