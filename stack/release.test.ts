import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { publishAssets } from "./native/assets.ts";
import { earlierBuild, Release } from "./release.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "unstuck-release-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function build(name: string, chunks: readonly string[]): Promise<string> {
  const made = path.join(folder, "builds", name);
  await mkdir(path.join(made, ".next/static/chunks"), { recursive: true });
  await writeFile(path.join(made, "server.js"), "");
  for (const chunk of chunks) await writeFile(path.join(made, ".next/static/chunks", chunk), chunk);
  return made;
}

it("remembers the last three builds, the present one first, and none that is gone", async () => {
  const release = new Release(path.join(folder, "state/release.json"));
  await expect(release.current()).rejects.toThrow("The app isn't built yet.");
  const [a, b, c, d] = await Promise.all(["a", "b", "c", "d"].map((name) => build(name, [])));
  for (const one of [a, b, c, d]) await release.select(one ?? "");
  expect(await release.builds()).toEqual([d, c, b]);
  await release.select(c ?? "");
  expect(await release.builds(), "back to the one before, and forth again").toEqual([c, d, b]);
  await rm(d ?? "", { recursive: true });
  expect(await release.builds()).toEqual([c, b]);
  expect(await release.current()).toBe(c);
});

it("never goes back to a build that a rollback has left, unless that was deployed again", async () => {
  const release = new Release(path.join(folder, "rollback/release.json"));
  const [a = "", b = "", bad = "", next = ""] = await Promise.all(
    ["v1", "v2", "bad", "next"].map((name) => build(name, [])),
  );
  const rollback = async () => {
    const left = await release.current();
    await release.select(await release.previous());
    await release.leave(left);
    return release.current();
  };
  for (const one of [a, b, bad]) await release.select(one);
  expect(await rollback()).toBe(b);
  expect(await rollback(), "further back, and not to the bad one").toBe(a);
  await expect(rollback()).rejects.toThrow("There is nothing older");
  expect(await release.builds(), "each can still be run").toEqual([a, b, bad]);

  await release.select(b);
  await release.select(next);
  expect(await rollback(), "of a version deployed since").toBe(b);
  expect(await rollback()).toBe(a);
});

it("keeps the assets of every build that is named, and no others", async () => {
  const [one, two, three] = [
    await build("one", ["shared.js", "one.js"]),
    await build("two", ["shared.js", "two.js"]),
    await build("three", ["three.js"]),
  ];
  const nginx = path.join(folder, "nginx");
  const chunks = async () => (await readdir(path.join(nginx, "assets/_next/static/chunks"))).sort();
  await publishAssets(nginx, [one]);
  expect(await chunks()).toEqual(["one.js", "shared.js"]);
  await publishAssets(nginx, [two, one]);
  expect(await chunks()).toEqual(["one.js", "shared.js", "two.js"]);
  await publishAssets(nginx, [three, two]);
  expect(await chunks()).toEqual(["shared.js", "three.js", "two.js"]);
});

it("finds a build of before by the beginning of its name, if only one begins so", () => {
  const builds = ["/builds/aa11", "/builds/aa22", "/builds/bb33"];
  expect(earlierBuild(builds, "bb")).toBe("/builds/bb33");
  expect(() => earlierBuild(builds, "aa")).toThrow(
    'There is no one build "aa". Those that can be run: aa11, aa22, bb33.',
  );
  expect(() => earlierBuild(builds, "cc")).toThrow("There is no one build");
});
