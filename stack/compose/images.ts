import { NothingOlder } from "../release.ts";
import type { Docker } from "./docker.ts";

/** The number of characters of an image's id that name it, as in Docker's own lists. */
const shown = 12;

/**
 * The images of the app that a stack's nodes can be made from. They have tags, so every terminal
 * knows them and Docker keeps them.
 */
export class Images {
  readonly #previous: string;
  readonly #undone: string;
  readonly #docker: Docker;
  readonly name: string;

  /** @param name The image that docker-compose.yml makes nodes from. */
  constructor(docker: Docker, name: string) {
    this.#docker = docker;
    this.name = name;
    this.#previous = `${name}-before`;
    this.#undone = `${name}-undone`;
  }

  /** The image that Compose would make a node from now. */
  async chosen(): Promise<string> {
    return shorten(await this.#docker.run(["image", "inspect", "--format", "{{.Id}}", this.name]));
  }

  /**
   * @param running The image of the nodes.
   * @returns That image, the previous one if there is one, and the one that a rollback has left.
   */
  async builds(running: string): Promise<string[]> {
    const others = [await this.#tagged(this.#previous), await this.#tagged(this.#undone)];
    return [...new Set([shorten(running), ...others])].filter((image) => image !== "");
  }

  /**
   * The image that a rollback goes to.
   * @param running The image of the nodes.
   * @throws {StackError} if there is none.
   */
  async previous(running: string): Promise<string> {
    const previous = await this.#tagged(this.#previous);
    if (previous === "" || previous === shorten(running)) throw new NothingOlder();
    return previous;
  }

  /** Makes this image the one that Compose makes nodes from. */
  async choose(image: string): Promise<void> {
    await this.#docker.run(["tag", image, this.name]);
  }

  /** Makes this image the one to go back to. */
  async keep(image: string): Promise<void> {
    await this.#docker.run(["tag", image, this.#previous]);
  }

  /**
   * Remembers that a rollback has left this image. No rollback goes back to it, and it can still be
   * run.
   */
  async leave(image: string): Promise<void> {
    await this.#docker.run(["tag", image, this.#undone]);
    await this.#docker.run(["rmi", this.#previous]);
  }

  async #tagged(name: string): Promise<string> {
    return shorten(await this.#docker.run(["images", "--quiet", "--no-trunc", name]));
  }
}

/** An image's id as all of this code shows it. */
export const shorten = (id: string) => id.replace(/^sha256:/, "").slice(0, shown);
