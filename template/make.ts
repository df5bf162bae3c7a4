import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { root } from "../stack/settings.ts";
import { step } from "../stack/setup/progress.ts";
import { copyFiles, projectFiles } from "../stack/testing/kept-rooms.ts";
import { bin } from "../stack/testing/tool.ts";
import { cut } from "./cuts.ts";
import { packagesOf, withRelativeImports } from "./modules.ts";
import { mayNameOrigin, type ProjectName, renamed, TemplateError, withKeysRenamed } from "./name.ts";
import { type Manifest, manifestOf } from "./packages.ts";
import { isCandidate, unreached } from "./selection.ts";

const own = "template/files/";

/**
 * Makes a team's own app: the kept rooms under another name, in a repository with one commit.
 * @throws {TemplateError} for a folder that isn't empty, and if the project has changed where the
 * template cuts it.
 */
export async function makeTemplate(folder: string, name: ProjectName): Promise<void> {
  await assertEmpty(folder);
  await mkdir(folder, { recursive: true });
  const git = (...args: string[]) => execa("git", args, { cwd: folder });
  await step("Copying what a team keeps", async () => {
    await git("init", "--quiet", "--initial-branch=main");
    await copyFiles(folder, (await projectFiles()).filter(isCandidate));
    await change(folder, cut);
    await putOwnFiles(folder);
    // First the imports of code that was cut go, and then the modules that they alone led to.
    await biome(folder, ["lint", "--write", "--unsafe", "--only=correctness/noUnusedImports"]);
    for (const file of unreached(await sourcesOf(folder))) await rm(path.join(folder, file));
    await change(folder, (file, text) => nameAs(name, file, text));
  });
  await step("Leaving out packages that nothing imports", () => writeManifest(folder, name));
  await biome(folder, ["check", "--write"]);
  await git("add", "--all");
  await git(...(await identity(git)), "commit", "--quiet", "--message", `${name.plain} begins`);
}

async function assertEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    if (error.code === "ENOTDIR")
      throw new TemplateError(`${folder} is a file. Name a new or an empty folder.`);
    throw error;
  });
  if (entries.length > 0) {
    throw new TemplateError(
      `${folder} isn't empty: it has ${entries.slice(0, 3).join(", ")}. Name a new or an empty folder.`,
    );
  }
}

function nameAs(name: ProjectName, file: string, text: string): string {
  if (file.startsWith("lib/session/")) return withKeysRenamed(text, name);
  if (mayNameOrigin(file) || file.startsWith("package")) return text;
  // References to the project's pages on a decision stay in the project.
  return renamed(text.replace(/ \((?:see )?docs\/[\w./-]+\.md[^)]*\)/g, ""), name);
}

/** The files that a template has in place of the project's, or beside them. */
async function putOwnFiles(folder: string): Promise<void> {
  for (const file of (await projectFiles()).filter((each) => each.startsWith(own))) {
    const target = file.slice(own.length);
    const text = await readFile(path.join(root, file), "utf8");
    await mkdir(path.join(folder, path.dirname(target)), { recursive: true });
    await writeFile(path.join(folder, target), withRelativeImports(target, text));
  }
}

async function change(folder: string, by: (file: string, text: string) => string): Promise<void> {
  for (const [file, text] of await sourcesOf(folder)) {
    const changed = by(file, text);
    if (changed !== text) await writeFile(path.join(folder, file), changed);
  }
}

/** The text of every file, all of which are text, by its path in the folder. */
async function sourcesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(".git/"));
  const texts = files.map(async (file) => [file, await readFile(path.join(folder, file), "utf8")] as const);
  return new Map(await Promise.all(texts));
}

async function writeManifest(folder: string, name: ProjectName): Promise<void> {
  const file = path.join(folder, "package.json");
  const sources = [...(await sourcesOf(folder))].filter(([each]) => /\.(tsx?|mjs|css)$/.test(each));
  const imported = new Set(sources.flatMap(([, source]) => packagesOf(source)));
  const project: Manifest = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, `${JSON.stringify(manifestOf(project, name, imported, requiredPeersOf), null, 2)}\n`);
  const npm = [
    "install",
    "--package-lock-only",
    "--ignore-scripts",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
  ];
  await execa("npm", npm, { cwd: folder });
}

/** The peer dependencies that it can't do without. */
function requiredPeersOf(dependency: string): string[] {
  const file = path.join(root, "node_modules", dependency, "package.json");
  const { peerDependencies = {}, peerDependenciesMeta = {} } = JSON.parse(readFileSync(file, "utf8"));
  return Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional);
}

const biome = (folder: string, args: readonly string[]) =>
  execa(bin("biome"), args, { cwd: folder, all: true });

/** The person whom git knows here; else a name for a first commit, which one can amend. */
async function identity(git: (...args: string[]) => PromiseLike<unknown>): Promise<string[]> {
  try {
    await git("var", "GIT_COMMITTER_IDENT");
    return [];
  } catch {
    return ["-c", "user.name=Template", "-c", "user.email=template@localhost"];
  }
}
