import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import type { Stack } from "../stack.ts";
import { inspect } from "./inspect.ts";
import { ProcessRecords } from "./record.ts";
import { stopSite } from "./stop.ts";

/** Stands for `npm start`: it takes a moment to stop everything when it is asked to. */
const runner = `process.on("SIGTERM", () => setTimeout(() => process.exit(0), 300)); setInterval(() => {}, 1000); console.log("up");`;

it("has the `npm start` of another terminal stop first, and only then looks whether something is left", async () => {
  const stateDir = await mkdtemp(path.join(tmpdir(), "unstuck-stop-"));
  const child = spawn(process.execPath, ["-e", runner], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(child, "exit");
  try {
    await once(child.stdout, "data");
    const { pid = 0 } = child;
    const facts = await inspect(pid);
    const record = { pid, startedAt: facts?.startedAt ?? "", stopping: false };
    await new ProcessRecords(path.join(stateDir, "run")).write("runner", record as never);
    const order: string[] = [];
    const down = async () => {
      order.push((await inspect(pid)) ? "down while it runs" : "down");
    };
    await stopSite({ stateDir }, { down } as Stack);
    expect(order).toEqual(["down"]);
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill("SIGKILL");
    await rm(stateDir, { recursive: true, force: true });
  }
}, 20_000);
