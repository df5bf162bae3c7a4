import { expect, it } from "vitest";
import { buildOf, deploys, type Named, nameBy, savedBy, type Way } from "./two-builds.ts";

const visitor = "Ada";

/**
 * How often a node doesn't find the visitor's name in each deploy of three nodes, changed one by
 * one.
 */
function losses(way: Way): number[] {
  let kept: Named = { name: visitor };
  return deploys[way].map((_, deploy) => {
    let lost = 0;
    for (let updated = 1; updated <= 3; updated += 1) {
      for (let node = 0; node < 3; node += 1) {
        const build = buildOf(way, deploy, node < updated);
        if (!build) throw new Error("There is no such deploy.");
        const name = nameBy(build, kept);
        if (name === undefined) lost += 1;
        kept = savedBy(build, name ?? visitor);
      }
    }
    return lost;
  });
}

it("renamed in one release, a field is lost in the deploy and in the rollback", () => {
  const [deploy = 0, rollback = 0] = losses("at-once");
  expect(deploy).toBeGreaterThan(0);
  expect(rollback).toBeGreaterThan(0);
});

it("renamed in two releases, it is found by every node at every moment, back included", () => {
  expect(losses("in-steps")).toEqual([0, 0, 0]);
});

it("there is no deploy beyond the last", () => {
  expect(buildOf("at-once", 2, true)).toBeUndefined();
});
