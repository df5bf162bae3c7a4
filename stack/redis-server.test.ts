import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execaSync } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findRedisServer, parseServerVersion } from "./redis-server.ts";
import { root } from "./settings.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "unstuck-bin-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, "#!/bin/sh\n");
  await chmod(file, 0o755);
  return file;
}

it.each(["redis-server", "valkey-server"])(
  "REDIS_BIN_DIR names the folder that %s is run from",
  async (name) => {
    const file = await program(name);
    expect(await findRedisServer({ REDIS_BIN_DIR: folder })).toBe(file);
  },
);

it("a REDIS_BIN_DIR without a server is an error, though there is one on PATH", async () => {
  await expect(findRedisServer({ REDIS_BIN_DIR: folder })).rejects.toThrow(/REDIS_BIN_DIR.*neither/);
  expect(await findRedisServer({})).toBeDefined();
});

it.each([
  ["Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0", { name: "Redis", version: "7.0.15" }],
  ["Redis server v=8.0.2 sha=00000000:1 malloc=libc bits=64", { name: "Redis", version: "8.0.2" }],
  ["Valkey server v=8.1.1 sha=00000000:0", { name: "Valkey", version: "8.1.1" }],
])("the version is read out of %s", (line, expected) => {
  expect(parseServerVersion(line)).toEqual(expected);
});

it("another program isn't taken for Redis", () => {
  expect(() => parseServerVersion("nginx version: nginx/1.22.1")).toThrow(/nginx/);
});

/** Runs the containers' scripts in an image that has no other programs than those in `folder`. */
const inContainers = () =>
  execaSync("/bin/sh", ["-ec", '. "$0"; echo "$server $cli"', path.join(root, "redis/compose/programs.sh")], {
    env: { PATH: folder },
    extendEnv: false,
  }).stdout;

it.each(["redis", "valkey"])(
  "a container runs the programs of an image that has %s's names alone",
  async (server) => {
    const files = [await program(`${server}-server`), await program(`${server}-cli`)];
    expect(inContainers()).toBe(files.join(" "));
  },
);

it("an image with neither says which setting to change", () => {
  expect(inContainers).toThrow(/REDIS_IMAGE/);
});
