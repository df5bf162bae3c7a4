import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { OwnRedis } from "../lib/session/testing/own-redis.ts";
import { requireRedisServer } from "./redis-server.ts";
import { root } from "./settings.ts";
import { installNode } from "./setup/node-version.ts";
import { prepareMachine } from "./setup/prepare.ts";
import { note, step } from "./setup/progress.ts";
import { Consumer, resolutions } from "./testing/consumer.ts";
import { type Count, one, sum } from "./testing/count.ts";
import { revokedIsRefusedAfterKills } from "./testing/killed-revoker.ts";
import { summarize } from "./testing/summary.ts";
import { bin } from "./testing/tool.ts";

/** The version of Node.js to test beside the one that runs this. */
const otherNode = "24";

/** The output of the README's sample. */
const said = "Signed in as Ada\nAfter the revocation: none";

/**
 * Carries out `npm run test:package`: it packs lib/session, and uses the tarball as a project does
 * that has nothing else of this one.
 */
async function main(): Promise<Count> {
  await prepareMachine({ withChromium: false });
  // The harness takes the server from here.
  process.env.REDIS_BIN_DIR = path.dirname(await requireRedisServer());
  const folder = await mkdtemp(path.join(tmpdir(), "unstuck-package-"));
  try {
    const tarball = await step("Building and packing the package", () => pack(folder));
    const counts = [
      await tried("publint finds nothing", () => lint(tarball)),
      await tried("attw finds nothing", () => execa(bin("attw"), [tarball, "--profile", "esm-only"])),
      await testOn(process.versions.node, tarball),
      await testOn(otherNode, tarball, await installNode(otherNode)),
    ];
    return sum(counts);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Suggestions count too. */
async function lint(tarball: string): Promise<void> {
  const { buffer } = new Uint8Array(await readFile(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer } });
  if (messages.length > 0) throw new Error(messages.map((each) => formatMessage(each, pkg)).join("\n"));
}

async function pack(folder: string): Promise<string> {
  const args = ["pack", "--workspace", "lib/session", "--pack-destination", folder, "--json"];
  const { stdout } = await execa("npm", args, { cwd: root });
  // The build prints what it does before it.
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf("[\n")));
  return path.join(folder, filename);
}

/** @param nodeBin The folder of that version's `node`; that of this process without it. */
async function testOn(version: string, tarball: string, nodeBin?: string): Promise<Count> {
  const on = `on Node.js ${version}`;
  const consumer = await step(`Installing the tarball ${on}`, () => Consumer.install(tarball, nodeBin));
  try {
    const counts = [await tried(`The README's sample runs ${on}`, () => runSample(consumer))];
    for (const resolution of Object.keys(resolutions) as (keyof typeof resolutions)[])
      counts.push(
        await tried(`Types compile with moduleResolution ${resolution} ${on}`, () =>
          consumer.compile(resolution),
        ),
      );
    counts.push(
      await tried(`What a killed process revoked is refused behind a killed primary ${on}`, () =>
        revokedIsRefusedAfterKills(consumer),
      ),
    );
    return sum(counts);
  } finally {
    await consumer.remove();
  }
}

/** Runs the sample against a Redis with the package's own configuration and users. */
async function runSample(consumer: Consumer): Promise<void> {
  const redis = await OwnRedis.begin();
  try {
    const node = await redis.node("min-replicas-to-write 0");
    const printed = await consumer.runSample(redis.urlOf(node));
    if (printed !== said) throw new Error(`The sample printed:\n${printed}`);
  } finally {
    await redis.end();
  }
}

async function tried(what: string, work: () => Promise<unknown>): Promise<Count> {
  try {
    await step(what, work);
    return one(true);
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    return one(false);
  }
}

await summarize(main);
