import type { Docker } from "./docker.ts";

/** How much of an image's id names it, as in Docker's own lists. */
const shown = 12;

/** The images of the app that a stack's nodes can be made from, by tags: so every terminal knows them, and Docker keeps them. */
export class Images {
  private readonly previous: string;

  /** @param name The image that docker-compose.yml makes nodes from. */
  constructor(
    private readonly docker: Docker,
    readonly name: string,
  ) {
    this.previous = `${name}-before`;
  }

  /** The image that Compose would make a node from now. */
  async chosen(): Promise<string> {
    return shorten(await this.docker.run(["image", "inspect", "--format", "{{.Id}}", this.name]));
  }

  /** @param running The image of the nodes. @returns It, and then the one of before if there is one. */
  async builds(running: string): Promise<string[]> {
    const current = shorten(running);
    const previous = shorten(await this.docker.run(["images", "--quiet", "--no-trunc", this.previous]));
    return previous === "" || previous === current ? [current] : [current, previous];
  }

  /** Makes this image the one that Compose makes nodes from. */
  async choose(image: string): Promise<void> {
    await this.docker.run(["tag", image, this.name]);
  }

  /** Makes this image the one to go back to. */
  async keep(image: string): Promise<void> {
    await this.docker.run(["tag", image, this.previous]);
  }
}

/** An image's id as all of this tells it. */
export const shorten = (id: string) => id.replace(/^sha256:/, "").slice(0, shown);
