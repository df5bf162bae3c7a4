import path from "node:path";
import { buildName, isBuilt, makeBuild, selectBuild } from "../build.ts";
import { ensureSecrets } from "../secrets.ts";
import { readEnvironment, root } from "../settings.ts";
import { ensurePrograms } from "./machine.ts";
import { note, step } from "./progress.ts";

/** Programs and secrets: what must be there before anything of the project can run. */
export async function prepareMachine(options: { withChromium: boolean }): Promise<void> {
  await ensurePrograms(options);
  const added = await ensureSecrets(path.join(root, ".env"));
  if (added.length > 0) note(`Generated into .env: ${added.join(", ")}`);
}

/** Builds the app if its sources changed since any of the last builds. */
export async function prepareBuild(): Promise<void> {
  const environment = readEnvironment();
  const name = await buildName(environment);
  if (isBuilt(name)) note("The sources haven't changed: using the build that is there");
  else await step("Building the app", () => makeBuild(name, environment));
  await selectBuild(name);
}
