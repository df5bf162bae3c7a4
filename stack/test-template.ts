import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { countLines } from "../template/count.ts";
import { makeTemplate } from "../template/make.ts";
import { mayNameOrigin, mentionsOf, parseName } from "../template/name.ts";
import { root } from "./settings.ts";
import { prepareMachine } from "./setup/prepare.ts";
import { note, step } from "./setup/progress.ts";
import { type Count, one, readCount, sum } from "./testing/count.ts";
import { assertHotReload } from "./testing/hot-reload.ts";
import { copyKeptRooms } from "./testing/kept-rooms.ts";
import { linkPackages } from "./testing/link-packages.ts";
import { summarize } from "./testing/summary.ts";
import { toolIn } from "./testing/tool.ts";

/**
 * A template has at most this share of the lines that the project has in the same
 * rooms, by template/count.ts.
 */
const most = 0.75;

/**
 * Carries out `npm run test:template`: it makes a template and runs its `npm test`, and shows that
 * the demo can be deleted.
 */
async function main(): Promise<Count> {
  await prepareMachine({ withChromium: true });
  const home = await mkdtemp(path.join(tmpdir(), "kept-"));
  try {
    return sum([
      await template(path.join(home, "orders")),
      await withoutDemo(path.join(home, "without-demo")),
    ]);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function template(folder: string): Promise<Count> {
  const name = parseName("@acme/orders-desk");
  await makeTemplate(folder, name);
  const file = path.join(folder, "../count.json");
  const ran = await toolIn(folder, "The template's `npm test`", ["npm", "test"], {
    COUNT_FILE: file,
    STATE_DIR: "",
  });
  const count = await readCount(file);
  return sum([
    await holds("`npm run dev` shows a change of a page without loading it again", () =>
      assertHotReload(folder),
    ),
    await holds("no file but the license and the store names the project that it was made from", async () => {
      for (const [each, text] of await committed(folder)) {
        const mentions = mayNameOrigin(each) ? [] : mentionsOf(text);
        if (mentions.length > 0) throw new Error(`${each} says: ${mentions.join("\n")}`);
      }
    }),
    await holds("its tree is clean, after one commit and its tests", async () => {
      const { stdout } = await execa("git", ["status", "--porcelain"], { cwd: folder });
      if (stdout !== "") throw new Error(stdout);
      const { stdout: commits } = await execa("git", ["rev-list", "--count", "HEAD"], { cwd: folder });
      if (commits !== "1") throw new Error(`It has ${commits} commits.`);
    }),
    await holds("no setting of it takes a mechanism away", async () => {
      for (const [each, text] of await committed(folder)) {
        const found = /\w+_WITHOUT\b|SESSION_STORE|SHARED_CACHE/.exec(text)?.[0];
        if (found) throw new Error(`${each} has ${found}`);
      }
    }),
    await holds(`it has at most ${most * 100} percent of the lines`, async () => {
      const [ours, theirs] = [await countLines(root), await countLines(folder)];
      note(`  ${theirs.all} lines of ${ours.all}`);
      if (theirs.all > ours.all * most) throw new Error(`${theirs.all} of ${ours.all}`);
    }),
    ran ? count : sum([count, one(count.failed > 0)]),
  ]);
}

/**
 * Tests the project after a person deleted the demo, the controls and the measurements: types,
 * lint, a build.
 */
async function withoutDemo(folder: string): Promise<Count> {
  await step("Copying the project without the demo", async () => {
    await copyKeptRooms(folder);
    await linkPackages(folder);
    await execa("git", ["init", "--quiet"], { cwd: folder });
  });
  return sum([
    one(
      await toolIn(folder, "Without the demo: types, lint and format", ["npm", "run", "--silent", "check"]),
    ),
    one(await toolIn(folder, "Without the demo: the build", ["npm", "run", "--silent", "build"])),
    await holds("the build without the demo has no control in it", async () => {
      const server = await readdir(path.join(folder, ".next/server"), {
        recursive: true,
        withFileTypes: true,
      });
      for (const entry of server.filter((each) => each.isFile() && each.name.endsWith(".js"))) {
        const text = await readFile(path.join(entry.parentPath, entry.name), "utf8");
        const control = /UNSTUCK_WITHOUT|SESSION_STORE|class MemorySessions/.exec(text)?.[0];
        if (control) throw new Error(`${entry.name} has ${control}`);
      }
    }),
  ]);
}

async function committed(folder: string): Promise<(readonly [string, string])[]> {
  const { stdout } = await execa("git", ["ls-files"], { cwd: folder });
  const files = stdout.split("\n");
  return Promise.all(
    files.map(async (file) => [file, await readFile(path.join(folder, file), "utf8")] as const),
  );
}

async function holds(claim: string, work: () => Promise<void>): Promise<Count> {
  try {
    await work();
    note(`✓ ${claim}`);
    return one(true);
  } catch (error) {
    note(`✗ ${claim}: ${error instanceof Error ? error.message : error}`);
    return one(false);
  }
}

await summarize(main);
