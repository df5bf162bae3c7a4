import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, expect, it } from "vitest";
import { freePorts } from "../../lib/session/testing/free-ports.ts";
import { temporarySecrets } from "../secrets.ts";
import type { Settings } from "../settings.ts";
import { type Part, partsOf, topology } from "../topology.ts";
import { currentPrimary, redisDataFolder, sentinelFile } from "./primary.ts";

let settings: Settings;
let parts: readonly Part[];

// Nothing runs here. These tests are about how a whole start finds out where the last run ended.
beforeEach(async () => {
  const first = await freePorts(12);
  settings = {
    ports: {
      PORT: first,
      APP_PORT: first + 1,
      IDP_PORT: first + 4,
      SENTINEL_PORT: first + 5,
      REDIS_PORT: first + 8,
    },
    stateDir: await mkdtemp(path.join(tmpdir(), "unstuck-state-")),
    siteUrl: `http://localhost:${first}`,
    releaseFile: "",
    relayed: false,
    develops: false,
    secrets: temporarySecrets(),
    environment: {},
  };
  parts = topology(settings.ports);
});

const part = (name: string): Part => {
  const found = parts.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};

async function giveData(name: string): Promise<void> {
  const folder = path.join(redisDataFolder(settings, part(name)), "appendonlydir");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "appendonly.aof.manifest"), "");
}

async function note(sentinel: string, primary: string, epoch: number): Promise<void> {
  const file = sentinelFile(settings, part(sentinel));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(
    file,
    `sentinel monitor unstuck 127.0.0.1 ${part(primary).port} 2\nsentinel config-epoch unstuck ${epoch}\n`,
  );
}

const chosen = async () => (await currentPrimary(settings, parts)).name;

it("a first start begins with redis-1", async () => {
  expect(await chosen()).toBe("redis-1");
});

it("a later start goes on with the primary that the newest of the Sentinels' notes names", async () => {
  for (const { name } of partsOf(parts, "redis")) await giveData(name);
  await note("sentinel-1", "redis-1", 0);
  await note("sentinel-2", "redis-3", 7);
  await note("sentinel-3", "redis-2", 3);
  expect(await chosen()).toBe("redis-3");
});

it("a node whose disk is empty is not made primary while another has data", async () => {
  await giveData("redis-2");
  await note("sentinel-1", "redis-3", 7);
  expect(await chosen()).toBe("redis-2");
});
