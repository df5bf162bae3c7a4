import path from "node:path";
import { buildName, folderOfBuild, isBuild, makeBuild } from "../build.ts";
import { ensureSecrets } from "../secrets.ts";
import { readEnvironment, root } from "../settings.ts";
import { ensurePrograms } from "./machine.ts";
import { note, step } from "./progress.ts";

/**
 * Makes sure of the programs and secrets that must exist before anything of the project can run.
 */
export async function prepareMachine(options: { withChromium: boolean }): Promise<void> {
  await ensurePrograms(options);
  const added = await ensureSecrets(path.join(root, ".env"));
  if (added.length > 0) note(`Generated into .env: ${added.join(", ")}`);
}

/**
 * Builds the app if its sources changed since any of the last builds.
 * @returns The build's folder.
 */
export async function prepareBuild(): Promise<string> {
  const environment = readEnvironment();
  const name = await buildName(environment);
  if (!isBuild(folderOfBuild(name))) {
    return step(`Building the app (${name})`, () => makeBuild(name, environment));
  }
  note(`The sources haven't changed: using the build that is there (${name})`);
  return makeBuild(name, environment);
}
