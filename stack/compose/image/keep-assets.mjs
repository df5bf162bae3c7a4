// Puts this image's hashed files into the folder that nginx delivers from, and removes the files
// that none of the last three images has. One folder is enough for all builds, because a name has
// one content in each of them. This is plain JavaScript, because it is in the app's image.
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

const remembered = 3;
const folder = process.argv[2];
const target = path.join(folder, "_next/static");
const listFile = path.join(folder, "builds.json");

const files = await filesIn(".next/static");
const id = (await readFile(".next/BUILD_ID", "utf8")).trim();
const known = JSON.parse(await readFile(listFile, "utf8").catch(() => "[]"));
const builds = [{ id, files }, ...known.filter((build) => build.id !== id)].slice(0, remembered);

await mkdir(target, { recursive: true });
await cp(".next/static", target, { recursive: true, force: false });
await writeFile(listFile, JSON.stringify(builds));

const wanted = new Set(builds.flatMap((build) => build.files));
for (const file of await filesIn(target)) if (!wanted.has(file)) await rm(path.join(target, file));

/** The files in a folder and those below it, as paths from there. */
async function filesIn(top) {
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(top, path.join(entry.parentPath, entry.name)));
}
