import { expect, it } from "vitest";
import { closure } from "../stack/testing/modules.ts";
import { circles, modules, roomOf, wrongImports } from "./rooms.ts";

const all = await modules();

it("no module imports from a room that it must not know", () => {
  expect([...all].flatMap(([file, source]) => wrongImports(file, source))).toEqual([]);
});

it.each([
  ["what a node runs", ["store", "lib", "app", "boot", "demo", "controls", "composition"], 400],
  ["the runner", ["stack"], 80],
  ["the campaigns", ["proof"], 80],
] as const)("no module of %s imports itself through others", (_, names, atLeast) => {
  const some = [...all].filter(([file]) => names.some((name) => name === roomOf(file)?.name));
  expect(some.length).toBeGreaterThan(atLeast);
  expect(circles(new Map(some))).toEqual([]);
});

it("`GET /api/whoami` is small enough to read: it reaches at most 35 files, the store counted as one", () => {
  const others = [...closure(["app/api/whoami/route.ts"], all)].filter(
    (file) => roomOf(file)?.name !== "store",
  );
  expect(others.length).toBeGreaterThan(20);
  expect(others.length + 1).toBeLessThanOrEqual(35);
});

it("a circle of imports is found (its control)", () => {
  const sources = {
    "a.ts": 'from "./b.ts"',
    "b.ts": 'from "./c.ts"',
    "c.ts": 'from "./b.ts"; from "./d.ts"',
  };
  expect(circles(new Map(Object.entries(sources)))).toEqual(["b.ts -> c.ts -> b.ts"]);
});

it("every module is in a room", () => {
  expect(all.size).toBeGreaterThan(500);
  expect([...all.keys()].filter((file) => !roomOf(file))).toEqual([]);
});

it.each([
  ["app/account/page.tsx", "../(demo)/_ui/tape/board.tsx"],
  ["app/login/page.tsx", "@/demo/mode.ts"],
  ["lib/auth/sessions.ts", "../../controls/peers/peer-sessions.ts"],
  ["lib/session/store.ts", "../env.ts"],
  ["lib/auth/guard.ts", "../../stack/stack.ts"],
  ["boot.ts", "./demo/room.ts"],
  ["lib/session/outage.test.ts", "../../stack/stack.ts"],
  ["lib/session/testing/own-redis.ts", "../../../stack/redis-server.ts"],
  ["lib/session/redis/lane.ts", "../testing/poll.ts"],
])("an import of %s that it must not have is found: %s (the control of the first)", (file, imported) => {
  for (const source of [`import { x } from "${imported}";`, `const { x } = await import("${imported}");`])
    expect(wrongImports(file, source)).toHaveLength(1);
});
