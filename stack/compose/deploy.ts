import { rollOut } from "../roll-out.ts";
import type { Part } from "../topology.ts";
import type { Docker } from "./docker.ts";
import type { Images } from "./images.ts";

interface Deploy {
  readonly docker: Docker;
  readonly images: Images;
  readonly nodes: readonly Part[];
  /** The image that the nodes run now, and the one that they shall run. */
  readonly from: string;
  readonly to: string;
  /** Remembers, in the end, what the nodes ran. */
  remember(): Promise<void>;
  /** Waits until a node answers as ready. @throws if it doesn't. */
  awaitUp(node: string): Promise<void>;
}

/**
 * Creates the nodes again from another image, one at a time. nginx finds the new container by its name within a second
 * (nginx/compose/start.sh).
 */
export async function replaceNodes({
  docker,
  images,
  nodes,
  from,
  to,
  remember,
  awaitUp,
}: Deploy): Promise<void> {
  await images.choose(to);
  try {
    // Before the first page that asks for them.
    await docker.compose(["run", "--rm", "-T", "--no-deps", "assets"]);
  } catch (error) {
    await images.choose(from);
    throw error;
  }
  await rollOut({
    what: `The image ${to}`,
    nodes: nodes.map(({ name }) => name),
    replace: async (node) => {
      await docker.compose(["up", "-d", "--no-deps", node]);
      await awaitUp(node);
    },
    chooseFormer: () => images.choose(from),
    lastWords: (node) => docker.compose(["logs", "--no-color", "--tail=20", node]),
  });
  await remember();
}
