import { expect, it } from "vitest";
import { faultNames, faults } from "./faults.ts";
import { oneOfEachFamily } from "./nemesis.ts";
import { Random } from "./random.ts";

const families = (names: readonly (keyof typeof faults)[]) => names.map((name) => faults[name].family);

it("begins with one fault of each family, in an order that the seed decides", () => {
  const all = new Set(families(faultNames));
  expect(all.size).toBeGreaterThan(5);
  for (let seed = 1; seed <= 50; seed += 1) {
    const chosen = oneOfEachFamily(faultNames, new Random(seed));
    expect(chosen).toHaveLength(all.size);
    expect(new Set(families(chosen))).toEqual(all);
  }
  const order = (seed: number) => oneOfEachFamily(faultNames, new Random(seed));
  expect(order(1)).toEqual(order(1));
  expect(order(1)).not.toEqual(order(2));
});

it("takes none that wasn't asked for", () => {
  const asked = ["kill a node", "kill the primary", "planned failover"] as const;
  for (let seed = 1; seed <= 20; seed += 1) {
    const chosen = oneOfEachFamily(asked, new Random(seed));
    expect(chosen).toHaveLength(2);
    expect(chosen.every((name) => (asked as readonly string[]).includes(name))).toBe(true);
  }
});
