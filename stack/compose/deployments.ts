import path from "node:path";
import { z } from "zod";
import { withLock } from "../lock.ts";
import { partNamed } from "../part-named.ts";
import { rollOut } from "../roll-out.ts";
import { defaultStateDir } from "../settings.ts";
import { type Part, partsOf } from "../topology.ts";
import type { Containers } from "./containers.ts";
import type { Docker } from "./docker.ts";
import type { Images } from "./images.ts";

/** The image that the nodes are to run next. */
interface Choice {
  readonly to: string;
  /** Remembers, at the end, the image that the nodes ran. */
  remember(): Promise<void>;
}

interface Deployed {
  readonly docker: Docker;
  readonly images: Images;
  readonly containers: Containers;
  readonly project: string;
  readonly parts: readonly Part[];
}

/**
 * Builds images of the app, and makes the nodes again from another one, one deployment at a time.
 */
export class Deployments {
  readonly #on: Deployed;

  constructor(on: Deployed) {
    this.#on = on;
  }

  /** Builds the images, showing how it goes: about a minute, seconds when nothing has changed. */
  async build(): Promise<void> {
    await this.#on.docker.compose(["build"], { show: true });
  }

  /**
   * Builds the app's image from the sources as they are, with the key of the running image. Each of
   * the two then takes the forms of the other's pages.
   * @returns The image, for `deploy`.
   */
  async buildNext(): Promise<string> {
    const env = { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: await this.actionsKey() };
    await this.#on.docker.compose(["build", "assets"], { show: true, env });
    return this.#on.images.chosen();
  }

  /** The key with which the running image seals the values that its Server Actions close over. */
  async actionsKey(): Promise<string> {
    const { id } = await this.#on.containers.running("app-a");
    const manifest = await this.#on.docker.exec(id, ["cat", ".next/server/server-reference-manifest.json"]);
    return z.object({ encryptionKey: z.string() }).parse(JSON.parse(manifest ?? "{}")).encryptionKey;
  }

  /** The images that can be run without building, the present one first. */
  async builds(): Promise<string[]> {
    return this.#on.images.builds((await this.#on.containers.of("app-a")).image);
  }

  async deploy(image: string): Promise<void> {
    await this.#replaceNodes(async (from) => ({
      to: image,
      remember: async () => {
        if (image !== from) await this.#on.images.keep(from);
      },
    }));
  }

  /** @throws {StackError} if there is nothing to go back to. */
  async rollback(): Promise<void> {
    await this.#replaceNodes(async (from) => ({
      to: await this.#on.images.previous(from),
      remember: () => this.#on.images.leave(from),
    }));
  }

  /** @param choose Gets the image that the nodes run. */
  async #replaceNodes(choose: (from: string) => Promise<Choice>): Promise<void> {
    await withLock(path.join(defaultStateDir, `deploy-${this.#on.project}.lock`), async () => {
      const [from = ""] = await this.builds();
      const { to, remember } = await choose(from);
      await this.#publishAssets(from, to);
      await this.#rollOut(from, to);
      await remember();
    });
  }

  /** Publishes the assets before the first page asks for them. */
  async #publishAssets(from: string, to: string): Promise<void> {
    await this.#on.images.choose(to);
    try {
      await this.#on.docker.compose(["run", "--rm", "-T", "--no-deps", "assets"]);
    } catch (error) {
      await this.#on.images.choose(from);
      throw error;
    }
  }

  /** nginx finds the new container by its name within a second (nginx/compose/start.sh). */
  async #rollOut(from: string, to: string): Promise<void> {
    const { docker, images, containers, parts } = this.#on;
    await rollOut({
      what: `The image ${to}`,
      nodes: partsOf(parts, "app").map(({ name }) => name),
      replace: async (node) => {
        await docker.compose(["up", "-d", "--no-deps", node]);
        // This is longer than at a start, because the site is in use, and a node that comes late is
        // no reason to go back.
        await containers.awaitUp([partNamed(parts, node)], 150_000);
      },
      chooseFormer: () => images.choose(from),
      lastWords: (node) => docker.compose(["logs", "--no-color", "--tail=20", node]),
    });
  }
}
