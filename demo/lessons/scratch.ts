import { z } from "zod";
import { ask, callRunner, type Granted } from "../control.ts";

/**
 * An action on the small Redis that an experiment may lose. The person who begins chooses the id,
 * and nobody else knows it.
 */
export const scratchStep = z.object({ verb: z.enum(["begin", "lose", "discard"]), id: z.uuid() });

export type ScratchStep = z.output<typeof scratchStep>;

const answer = z.discriminatedUnion("status", [
  z.object({ status: z.literal("none") }),
  z.object({ status: z.literal("starting"), id: z.string() }),
  z.object({ status: z.enum(["ready", "lost", "elected"]), id: z.string(), url: z.string() }),
]);

export type Scratch = z.output<typeof answer>;

/**
 * Asks the stack runner to start the small Redis (which takes some seconds), to lose its primary,
 * or to throw it away.
 */
export const askForScratch = (step: ScratchStep): Promise<Granted> => ask("/scratch", step);

/** The state of the small Redis with this id: `none` for any other id, and if no runner answers. */
export async function scratchOf(id: string): Promise<Scratch> {
  const response = await callRunner("GET", "/scratch");
  if (response === "no-runner" || !response?.ok) return { status: "none" };
  const found = answer.parse(await response.json());
  return found.status === "none" || found.id === id ? found : { status: "none" };
}
