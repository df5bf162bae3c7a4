import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { expect, it, onTestFinished } from "vitest";
import { freePorts } from "../../lib/session/testing/free-ports.ts";
import { poll } from "../../lib/session/testing/poll.ts";
import { requireProgram } from "../../lib/session/testing/programs.ts";
import { launch } from "./launch.ts";

/** The files below a folder that others than their owner may read. */
async function readable(folder: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  const open: string[] = [];
  for (const { parentPath, path: parent, name } of files) {
    const file = path.join(parentPath ?? parent, name);
    if ((await stat(file)).mode & 0o077) open.push(path.relative(folder, file));
  }
  return open;
}

it("what Redis writes, its configuration with the passwords and its data, is for its owner's eyes", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "unstuck-launch-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const port = await freePorts(1);
  const file = path.join(folder, "redis.conf");
  const lines = [`port ${port}`, "bind 127.0.0.1", `dir "${folder}"`, "appendonly yes", "masterauth secret"];
  await writeFile(file, lines.join("\n"), { mode: 0o600 });
  const command = { file: await requireProgram("redis-server"), args: [file], cwd: folder, env: {} };
  const { pid } = await launch(command, path.join(folder, "redis.log"), folder);
  const redis = new Redis(port, "127.0.0.1", { retryStrategy: () => 50 });
  redis.on("error", () => {});
  onTestFinished(async () => {
    redis.disconnect();
    process.kill(pid, "SIGKILL");
  });
  await poll(async () => (await redis.ping()) === "PONG", { timeoutMs: 5000, promise: "Redis answers" });
  await redis.set("key", "value");
  await redis.config("REWRITE");
  await redis.save();
  expect(await readdir(folder)).toEqual(expect.arrayContaining(["appendonlydir", "dump.rdb", "redis.log"]));
  expect(await readable(folder)).toEqual([]);
});
