import { appendOnly } from "../backup/append-only.ts";
import type { DataDisks } from "../backup/place.ts";
import { type Part, partsOf } from "../topology.ts";
import type { Containers } from "./containers.ts";
import type { Docker } from "./docker.ts";

const files = `/data/${appendOnly.folder}`;

/** The volumes of the Redis nodes and the Sentinels, whose containers exist and don't run. */
export class Volumes implements DataDisks {
  readonly #docker: Docker;
  readonly #containers: Containers;
  readonly #parts: readonly Part[];

  constructor(docker: Docker, containers: Containers, parts: readonly Part[]) {
    this.#docker = docker;
    this.#containers = containers;
    this.#parts = parts;
  }

  async used(): Promise<string[]> {
    const names = partsOf(this.#parts, "redis").map(({ name }) => name);
    const found = await Promise.all(
      names.map((name) => this.#on(name, `[ ! -e ${files}/${appendOnly.manifest} ] || echo used`)),
    );
    return names.filter((_, nth) => found[nth] === "used");
  }

  /** The Sentinels forget as well: one of them may know a primary that has no data any more. */
  async erase(): Promise<void> {
    for (const { name } of [...partsOf(this.#parts, "redis"), ...partsOf(this.#parts, "sentinel")])
      await this.#on(name, "find /data -mindepth 1 -delete");
  }

  /** The first node is the primary that Sentinels without a memory begin with. */
  async write(rdb: Buffer): Promise<string> {
    const [node] = partsOf(this.#parts, "redis");
    if (!node) throw new Error("The topology has no Redis node.");
    const script = [
      "set -e; umask 077",
      `mkdir -p ${files}; cat >${files}/${appendOnly.base}`,
      `printf %s '${appendOnly.contents}' >${files}/${appendOnly.manifest}`,
      // Its owner runs the server (docker-compose.yml).
      `chown -R 999:999 ${files}`,
    ].join("\n");
    await this.#on(node.name, script, rdb);
    return node.name;
  }

  async #on(name: string, script: string, input?: Buffer): Promise<string> {
    return this.#docker.onVolumes(await this.#containers.of(name), script, input);
  }
}
