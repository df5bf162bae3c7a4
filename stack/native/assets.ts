import { constants, cp, mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";

/**
 * Puts the hashed files of these builds into nginx's folder. One folder is enough for all, because
 * a name has one content in every build. Files of no other build stay.
 * @param folder nginx's own.
 */
export async function publishAssets(folder: string, builds: readonly string[]): Promise<void> {
  const target = path.join(folder, "assets/_next/static");
  await mkdir(target, { recursive: true });
  const wanted = new Set<string>();
  for (const build of builds) {
    const source = path.join(build, ".next/static");
    for (const file of await filesIn(source)) wanted.add(file);
    await cp(source, target, { recursive: true, force: false, mode: constants.COPYFILE_FICLONE });
  }
  for (const file of await filesIn(target)) if (!wanted.has(file)) await rm(path.join(target, file));
}

/** The files in a folder and those below it, as paths from there. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // Node.js 20.9 calls it `path`, later ones `parentPath`.
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
}
