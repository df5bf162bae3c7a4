import { z } from "zod";
import { demoEnv } from "./env.ts";

/**
 * The wishes that the site accepts. A failover names no part: text in its place would reach
 * everybody through the event stream.
 */
export const wish = z.union([
  z.strictObject({
    verb: z.enum(["kill", "start", "freeze", "thaw", "restart"]),
    part: z.string().max(64),
  }),
  z.strictObject({ verb: z.literal("failover"), part: z.literal("") }),
]);

export type Wish = z.output<typeof wish>;

export type Granted =
  | { status: "granted" }
  | { status: "refused"; why: string }
  /** No runner can be asked: the stack runner did not start this site. */
  | { status: "no-runner" };

/** Whether this node can ask the stack runner to break something. */
export const hasRunner = () => Boolean(demoEnv().CONTROL_URL && demoEnv().CONTROL_SECRET);

/**
 * Asks the stack runner, which answers before it acts: the node that asks may be the one that is
 * killed.
 */
export const askRunner = (wanted: Wish): Promise<Granted> => ask("/wishes", wanted);

/** Asks the runner to do something. */
export async function ask(path: string, wanted: object): Promise<Granted> {
  const answer = await callRunner("POST", path, wanted);
  if (answer === "no-runner") return { status: "no-runner" };
  if (!answer) return { status: "refused", why: "The stack runner didn't answer." };
  if (answer.status === 202) return { status: "granted" };
  const { detail } = (await answer.json()) as { detail: string };
  return { status: "refused", why: detail };
}

/** The answer of the runner's control; undefined if there is none within 5 s. */
export async function callRunner(
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<Response | undefined | "no-runner"> {
  const { CONTROL_URL, CONTROL_SECRET } = demoEnv();
  if (!CONTROL_URL || !CONTROL_SECRET) return "no-runner";
  return fetch(new URL(path, CONTROL_URL), {
    method,
    headers: { authorization: `Bearer ${CONTROL_SECRET}`, "content-type": "application/json" },
    cache: "no-store",
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(5000),
  }).catch(() => undefined);
}
