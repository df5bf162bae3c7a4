import { cp, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { root } from "../settings.ts";

/**
 * The folders that can be deleted, as the repository names them: the demo, the controls, and those
 * that measure or double the site.
 */
export const deletable: readonly string[] = [
  ...["app/(demo)/", "app/api/(demo)/", "demo/", "controls/", "e2e/demo/", "nginx/demo/"],
  ...["proof/", "bench/", "services/"],
];

/**
 * The files that take the place of deleted ones: they plug nothing into the
 * seams, and are a first page.
 */
const instead = ["composition", "app/page.tsx"];

/** The files of the working tree that git has or would take, by their paths in the repository. */
export async function projectFiles(): Promise<string[]> {
  const { stdout } = await execa("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
  });
  const { stdout: deleted } = await execa("git", ["ls-files", "-z", "--deleted"], { cwd: root });
  const gone = new Set(deleted.split("\0"));
  return [...new Set(stdout.split("\0"))].filter((file) => file !== "" && !gone.has(file)).sort();
}

export const isKept = (file: string): boolean => !deletable.some((folder) => file.startsWith(folder));

/**
 * Copies the project without the folders that can be deleted, as a team has it after it takes the
 * demo out by hand.
 * @param target A folder; its content is lost.
 */
export async function copyKeptRooms(target: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await copyFiles(target, (await projectFiles()).filter(isKept));
  for (const name of instead) {
    await rm(path.join(target, name), { recursive: true, force: true });
    await cp(path.join(root, "template/files", name), path.join(target, name), { recursive: true });
  }
}

/** Copies files of the project to the same places below another folder. */
export async function copyFiles(target: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const to = path.join(target, file);
    await mkdir(path.dirname(to), { recursive: true });
    await cp(path.join(root, file), to, { verbatimSymlinks: true });
  }
}
