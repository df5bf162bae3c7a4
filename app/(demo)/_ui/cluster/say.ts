import type { LiveEvent } from "@/lib/live/event.ts";

/** An event in plain words. */
export function say(event: LiveEvent): string {
  switch (event.kind) {
    case "node-up":
      return `${event.node} is up${event.known ? " again" : ""} and takes its turns.`;
    case "node-back":
      return `${event.node} speaks again after ${seconds(event.ms)}.`;
    case "node-silent":
      return `${event.node} has said nothing for 3 s: it died or hangs. The others answer in its place.`;
    case "node-leaving":
      return `${event.node} takes no new requests and finishes its open requests.`;
    case "node-left":
      return `${event.node} has left, with nothing unfinished.`;
    case "primary":
      return `${event.part} is the Redis primary now, in place of ${event.from}.${
        event.ms > 1000 ? ` Writes waited ${seconds(event.ms)}.` : ""
      }`;
    case "part-up":
      return `${event.part} is back after ${seconds(event.ms)}.`;
    case "part-down":
      return `${event.part} is down.`;
    case "asked":
      return `${event.by} asked for this: ${commandFor(event.verb, event.part)}`;
  }
}

/** How the parts run. */
export type Running = "processes" | "containers";

const forContainers: Readonly<Record<string, string>> = { freeze: "pause", thaw: "unpause" };

/**
 * The command that does the same by hand: the runner's, or Docker's own, which needs no Node.js.
 */
export function commandFor(verb: string, part: string, running: Running = "processes"): string {
  const containers = running === "containers";
  if (verb === "failover") return `npm run stack -- ${containers ? "--compose " : ""}failover`;
  if (containers) return `docker compose ${forContainers[verb] ?? verb} ${part}`;
  return `npm run stack -- ${verb} ${part}`;
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
