import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { appendOnly } from "../backup/append-only.ts";
import type { DataDisks } from "../backup/place.ts";
import type { Settings } from "../settings.ts";
import { type Part, partsOf } from "../topology.ts";
import { redisDataFolder } from "./primary.ts";

/** The data folders of the Redis nodes. */
export class Disks implements DataDisks {
  readonly #settings: Settings;
  readonly #nodes: readonly Part[];

  constructor(settings: Settings, parts: readonly Part[]) {
    this.#settings = settings;
    this.#nodes = partsOf(parts, "redis");
  }

  /** The nodes that have data. */
  async used(): Promise<string[]> {
    const used: string[] = [];
    for (const node of this.#nodes) {
      const files = await readdir(redisDataFolder(this.#settings, node)).catch(() => []);
      if (files.length > 0) used.push(node.name);
    }
    return used;
  }

  async erase(): Promise<void> {
    for (const node of this.#nodes)
      await rm(redisDataFolder(this.#settings, node), { recursive: true, force: true });
  }

  /**
   * Gives the first node these data. The others copy them from it at the next start. With
   * `appendonly yes` a server ignores a `dump.rdb` beside an empty folder of append-only files, so
   * the copy becomes the base that such a file begins with.
   * @param rdb All data, as Redis writes them.
   */
  async write(rdb: Buffer): Promise<string> {
    const [node] = this.#nodes;
    if (!node) throw new Error("The topology has no Redis node.");
    const folder = path.join(redisDataFolder(this.#settings, node), appendOnly.folder);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path.join(folder, appendOnly.base), rdb, { mode: 0o600 });
    await writeFile(path.join(folder, appendOnly.manifest), appendOnly.contents, { mode: 0o600 });
    return node.name;
  }
}
