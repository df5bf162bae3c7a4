import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { assertStopped, type Place } from "../backup/place.ts";
import type { ComposeStack } from "../compose.ts";
import { parseEnvFile } from "../env-file.ts";
import { pickSecrets } from "../secrets.ts";
import { Volumes } from "./disks.ts";

const kept = "/secrets/.env";

/**
 * Lends the volumes of a stack whose containers don't run. Makes the containers for that, starts
 * none of them, and removes them in the end: the next start then hands out the secrets again.
 * @param work Gets a copy of the file of secrets, which is put back afterwards.
 * @throws {StackError} if a part runs.
 */
export async function withVolumes<T>(stack: ComposeStack, work: (place: Place) => Promise<T>): Promise<T> {
  const { docker, containers, parts } = stack;
  const status = await stack.status();
  assertStopped(status, "npm run stack -- --compose stop");
  await docker.compose(["up", "--no-start"]);
  const folder = await mkdtemp(path.join(tmpdir(), "unstuck-restore-"));
  const envFile = path.join(folder, ".env");
  try {
    const container = await containers.of("secrets");
    // A site that never ran has none.
    const before = await docker.onVolumes(container, `[ ! -e ${kept} ] || echo there`);
    if (before === "there") await docker.run(["cp", `${container.id}:${kept}`, envFile]);
    const done = await work({
      status,
      disks: new Volumes(docker, containers, parts),
      envFile,
      secrets: async () => pickSecrets(parseEnvFile(await readFile(envFile, "utf8"))),
    });
    if (existsSync(envFile)) {
      const script = `set -e; umask 077; cat >${kept}.new; mv ${kept}.new ${kept}`;
      await docker.onVolumes(container, script, await readFile(envFile));
    }
    return done;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await stack.down();
  }
}
