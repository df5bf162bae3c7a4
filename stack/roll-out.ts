import { StackError } from "./stack.ts";

export interface RollOut {
  /**
   * The name of the build that the nodes are to run, for an error: "The build 572dee2b938bcf14".
   */
  readonly what: string;
  readonly nodes: readonly string[];
  /** Makes a node run what is chosen now, and waits until it answers as ready. */
  readonly replace: (node: string) => Promise<void>;
  /** Chooses again what the nodes ran before. */
  readonly chooseFormer: () => Promise<void>;
  /** The output of a node that doesn't start, if the error doesn't have it. */
  readonly lastWords?: (node: string) => Promise<string>;
}

/**
 * Replaces nodes one at a time, so that two of three always serve. If a node doesn't start, this
 * goes no further: that node and those before it get back what they ran.
 * @throws {StackError} with why it didn't start, and which nodes couldn't be put back.
 */
export async function rollOut({ what, nodes, replace, chooseFormer, lastWords }: RollOut): Promise<void> {
  const replaced: string[] = [];
  for (const node of nodes) {
    replaced.push(node);
    try {
      await replace(node);
    } catch (error) {
      const said = (await lastWords?.(node)) ?? "";
      await chooseFormer();
      const left = await restored(replaced, replace);
      const outcome =
        left.length === 0
          ? "and the nodes have the one of before again"
          : `and not every node could be put back (${left.join("; ")})`;
      throw new StackError([`${what} doesn't run, ${outcome}. ${messageOf(error)}`, said].join("\n").trim());
    }
  }
}

/**
 * Tries each node, whatever became of the one before it.
 * @returns The errors, by node.
 */
async function restored(nodes: readonly string[], replace: RollOut["replace"]): Promise<string[]> {
  const wrong: string[] = [];
  for (const node of nodes) {
    await replace(node).catch((error: unknown) => wrong.push(`${node}: ${messageOf(error)}`));
  }
  return wrong;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
