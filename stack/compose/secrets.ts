import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseEnvFile } from "../env-file.ts";
import { pickSecrets, type Secrets } from "../secrets.ts";
import type { Containers } from "./containers.ts";
import type { Docker } from "./docker.ts";

/** The secrets of a running stack, out of the volume that only the service `secrets` has. */
export async function secretsIn(docker: Docker, containers: Containers): Promise<Secrets> {
  const container = await containers.of("secrets");
  const folder = await mkdtemp(path.join(tmpdir(), "unstuck-secrets-"));
  try {
    const file = path.join(folder, "env");
    // A copy works on a container that has ended, which this one has.
    await docker.run(["cp", `${container.id}:/secrets/.env`, file]);
    return pickSecrets(parseEnvFile(await readFile(file, "utf8")));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
