import path from "node:path";
import { nameOfBuild } from "../build.ts";
import { withLock } from "../lock.ts";
import { partNamed } from "../part-named.ts";
import type { Release } from "../release.ts";
import { rollOut } from "../roll-out.ts";
import type { Settings } from "../settings.ts";
import { type Part, partsOf } from "../topology.ts";
import { publishAssets } from "./assets.ts";
import { folderOf } from "./driver.ts";
import type { Processes } from "./processes.ts";

/** Replaces the nodes of the app by nodes of another build, one deployment at a time. */
export class Deployments {
  readonly #settings: Settings;
  readonly #parts: readonly Part[];
  readonly #release: Release;
  readonly #processes: Processes;

  constructor(settings: Settings, parts: readonly Part[], release: Release, processes: Processes) {
    this.#settings = settings;
    this.#parts = parts;
    this.#release = release;
    this.#processes = processes;
  }

  /** @param build Its folder. @throws {StackError} if it doesn't run. */
  async deploy(build: string): Promise<void> {
    await this.#alone(() => this.#replaceNodes(build));
  }

  /** @throws {StackError} if there is nothing to go back to, or if it doesn't run. */
  async rollback(): Promise<void> {
    await this.#alone(async () => {
      const left = await this.#release.current();
      await this.#replaceNodes(await this.#release.previous());
      await this.#release.leave(left);
    });
  }

  #alone(work: () => Promise<void>): Promise<void> {
    return withLock(path.join(this.#settings.stateDir, "run/deploy.lock"), work);
  }

  /**
   * Replaces one node at a time, so that two of three always serve. A build that doesn't start goes
   * no further than its first node.
   */
  async #replaceNodes(build: string): Promise<void> {
    const before = await this.#release.builds();
    const balancer = partsOf(this.#parts, "load-balancer")[0];
    await this.#release.select(build);
    // The assets come before the first page that asks for them.
    if (balancer) await publishAssets(folderOf(this.#settings, balancer), await this.#release.builds());
    await rollOut({
      what: `The build ${nameOfBuild(build)}`,
      nodes: partsOf(this.#parts, "app").map(({ name }) => name),
      replace: (node) => this.#processes.restart(partNamed(this.#parts, node)),
      chooseFormer: () => this.#release.restore(before),
    });
  }
}
