import { StackError } from "../stack.ts";
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
  /** Waits until a node answers as ready. @throws if it doesn't. */
  awaitUp(node: string): Promise<void>;
}

/**
 * Makes the nodes anew from another image, one at a time, so that two of three always serve; one that doesn't start goes no further than
 * its first node. nginx finds the new container by its name within a second (nginx/compose/start.sh).
 */
export async function replaceNodes({ docker, images, nodes, from, to, awaitUp }: Deploy): Promise<void> {
  const replace = async (name: string) => {
    await docker.compose(["up", "-d", "--no-deps", name]);
    await awaitUp(name);
  };
  await images.choose(to);
  const replaced: Part[] = [];
  try {
    // Before the first page that asks for them.
    await docker.compose(["run", "--rm", "-T", "--no-deps", "assets"]);
    for (const node of nodes) {
      replaced.push(node);
      await replace(node.name);
    }
  } catch (error) {
    const said = await lastWords(docker, replaced.at(-1)?.name);
    await images.choose(from);
    for (const { name } of replaced) await replace(name);
    throw new StackError(
      `The image ${to} doesn't run, and the nodes have the one of before again. ${error instanceof Error ? error.message : error}\n${said}`,
    );
  }
  if (to !== from) await images.keep(from);
}

async function lastWords(docker: Docker, node: string | undefined): Promise<string> {
  if (node === undefined) return "";
  return docker.compose(["logs", "--no-color", "--tail=20", node]);
}
