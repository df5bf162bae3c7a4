import { z } from "zod";
import { env } from "../env.ts";

export const wish = z.object({
  verb: z.enum(["kill", "start", "freeze", "thaw", "restart", "failover"]),
  part: z.string().max(64),
});

export type Wish = z.output<typeof wish>;

export type Granted =
  | { status: "granted" }
  | { status: "refused"; why: string }
  /** Nobody is there to ask: a site that wasn't started by the stack runner. */
  | { status: "no-runner" };

/** Whether this node can ask the stack runner to break something. */
export const hasRunner = () => Boolean(env().CONTROL_URL && env().CONTROL_SECRET);

/** Asks the stack runner, which answers before it acts: the node that asks may be the one that is killed. */
export async function askRunner(wanted: Wish): Promise<Granted> {
  const { CONTROL_URL, CONTROL_SECRET } = env();
  if (!CONTROL_URL || !CONTROL_SECRET) return { status: "no-runner" };
  const response = await fetch(new URL("/wishes", CONTROL_URL), {
    method: "POST",
    headers: { authorization: `Bearer ${CONTROL_SECRET}`, "content-type": "application/json" },
    body: JSON.stringify(wanted),
    signal: AbortSignal.timeout(5000),
  }).catch(() => undefined);
  if (!response) return { status: "refused", why: "The stack runner didn't answer." };
  if (response.status === 202) return { status: "granted" };
  const { detail } = (await response.json()) as { detail: string };
  return { status: "refused", why: detail };
}
