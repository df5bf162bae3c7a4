import { expect, it } from "vitest";
import type { LiveEvent } from "@/lib/live/event.ts";
import { commandFor, say } from "./say.ts";

const base = { id: "1-0", at: 0 };

it.each<[LiveEvent, string]>([
  [{ ...base, kind: "node-up", node: "app-b", known: 0 }, "app-b is up and takes its turns."],
  [{ ...base, kind: "node-up", node: "app-b", known: 1 }, "app-b is up again and takes its turns."],
  [{ ...base, kind: "node-back", node: "app-b", ms: 12_345 }, "app-b speaks again after 12 s."],
  [
    { ...base, kind: "primary", part: "redis-2", from: "redis-1", ms: 3210 },
    "redis-2 is the Redis primary now, in place of redis-1. Writes waited 3.2 s.",
  ],
  [
    { ...base, kind: "primary", part: "redis-2", from: "redis-1", ms: 400 },
    "redis-2 is the Redis primary now, in place of redis-1.",
  ],
  [
    { ...base, kind: "asked", verb: "failover", part: "", by: "An operator" },
    "An operator asked for this: npm run stack -- failover",
  ],
])("tells %j", (event, words) => {
  expect(say(event)).toBe(words);
});

it("names the command that does the same by hand, on containers Docker's own", () => {
  expect(commandFor("kill", "app-b")).toBe("npm run stack -- kill app-b");
  expect(commandFor("kill", "app-b", "containers")).toBe("docker compose kill app-b");
  expect(commandFor("freeze", "app-b", "containers")).toBe("docker compose pause app-b");
  expect(commandFor("thaw", "app-b", "containers")).toBe("docker compose unpause app-b");
  expect(commandFor("failover", "", "containers")).toBe("npm run stack -- --compose failover");
});
