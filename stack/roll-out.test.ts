import { expect, test } from "vitest";
import { rollOut } from "./roll-out.ts";

/**
 * Nodes of which some don't start with a build. They record what each was told to run, in order.
 */
function site(startsWith: (node: string, build: string) => boolean) {
  const done: string[] = [];
  let chosen = "new";
  const out = {
    what: "The build new",
    nodes: ["app-a", "app-b", "app-c"],
    chooseFormer: async () => {
      chosen = "old";
    },
    replace: async (node: string) => {
      done.push(`${node} ${chosen}`);
      if (!startsWith(node, chosen)) throw new Error(`${node} doesn't answer`);
    },
  };
  return { done, out };
}

test("every node is replaced, in order", async () => {
  const { done, out } = site(() => true);
  await rollOut(out);
  expect(done).toEqual(["app-a new", "app-b new", "app-c new"]);
});

test("a node that doesn't start stops it, and it and those before it get back what they ran", async () => {
  const { done, out } = site((node, build) => build === "old" || node !== "app-b");
  const lastWords = async (node: string) => `${node} said why`;
  await expect(rollOut({ ...out, lastWords })).rejects.toThrow(
    "The build new doesn't run, and the nodes have the one of before again. app-b doesn't answer\napp-b said why",
  );
  expect(done).toEqual(["app-a new", "app-b new", "app-a old", "app-b old"]);
});

test("a node that can't be put back keeps no other from it, and hides nothing of why the deploy failed", async () => {
  const { done, out } = site((node) => node === "app-b" || node === "app-c");
  const failing = { ...out, nodes: ["app-b", "app-a", "app-c"] };
  await expect(rollOut(failing)).rejects.toThrow(
    "The build new doesn't run, and not every node could be put back (app-a: app-a doesn't answer). app-a doesn't answer",
  );
  expect(done).toEqual(["app-b new", "app-a new", "app-b old", "app-a old"]);
});
