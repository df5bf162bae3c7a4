import type { Done, JobDone } from "@/demo/lessons/lesson-job.ts";
import { ask } from "../_ui/ask.ts";
import { killNode } from "../_ui/kill.ts";

export interface Found extends JobDone {
  /** The number of slots that both ways had in full. */
  slots: number;
  killed: string | null;
}

const nodes = 3;
const mostTries = 12;
/** Milliseconds of watching, before a kill and after it. */
const watchesFor = 4000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Starts the timers on each node, kills the one that did the last slot if `kill` is set, and tells
 * which node did which slot. @throws {Error} that says why it could not.
 */
export async function perform(doing: (what: string) => void, kill: boolean): Promise<Found> {
  const path = `job?visitor=${crypto.randomUUID()}`;
  doing("Starting the timer on each node");
  const started = new Set<string>();
  for (let tries = 0; started.size < nodes && tries < mostTries; tries += 1) {
    const { node, begun } = await ask<{ begun: boolean }>(path, "POST");
    if (!begun) throw new Error("Too many people run this experiment right now. Try again in 20 s.");
    started.add(node);
  }
  doing("Watching the timers");
  await pause(watchesFor);
  let killed: string | null = null;
  if (kill) {
    killed = (await ask<JobDone>(path)).once.at(-1)?.node ?? null;
    if (!killed) throw new Error("No node has done a slot yet. Try again.");
    doing(`Killing ${killed}, which did the last slot`);
    await killNode(killed);
    doing("Watching the others");
  }
  await pause(watchesFor);
  return { ...inFull(await ask<JobDone>(path)), killed };
}

/**
 * The timers began one after another, and the last slot may be under way, so neither end counts.
 */
function inFull({ alone, once }: JobDone): Omit<Found, "killed"> {
  const slots = [...new Set(once.map(({ slot }) => slot))].slice(1, -1);
  const within = ({ slot }: Done) => slots.includes(slot);
  return { alone: alone.filter(within), once: once.filter(within), slots: slots.length };
}
