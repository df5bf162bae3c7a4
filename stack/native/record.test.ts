import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { inspect } from "./inspect.ts";
import { ProcessRecords } from "./record.ts";

const records = async () => new ProcessRecords(await mkdtemp(path.join(tmpdir(), "unstuck-run-")));

async function startedAt(pid: number): Promise<string> {
  const facts = await inspect(pid);
  if (!facts) throw new Error("This very process can't be inspected.");
  return facts.startedAt;
}

it("a recorded process that still runs is found", async () => {
  const run = await records();
  await run.write("me", { pid: process.pid, startedAt: await startedAt(process.pid), stopping: false });
  expect(await run.alive("me")).toMatchObject({ pid: process.pid, stopped: false });
});

it("another process with a recorded pid is not taken for the recorded one", async () => {
  const run = await records();
  await run.write("me", { pid: process.pid, startedAt: "an earlier life", stopping: false });
  expect(await run.alive("me")).toBeUndefined();
});

it("a stopped process is alive and stopped, and a killed one is gone", async () => {
  const run = await records();
  const child = spawn("sleep", ["60"]);
  const pid = child.pid ?? 0;
  await run.write("child", { pid, startedAt: await startedAt(pid), stopping: false });
  child.kill("SIGSTOP");
  await expect.poll(async () => (await run.alive("child"))?.stopped).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await run.alive("child")).toBeUndefined();
});
