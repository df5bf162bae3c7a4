import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { root } from "../stack/settings.ts";
import { closure, importsOf } from "../stack/testing/modules.ts";
import { cut, cuts } from "./cuts.ts";
import { packagesOf, withRelativeImports } from "./modules.ts";
import { type Manifest, manifestOf } from "./packages.ts";

it.each(Object.keys(cuts))("%s still has every text that the template cuts", (file) => {
  const text = readFileSync(path.join(root, file), "utf8");
  expect(cut(file, text)).not.toBe(text);
});

it("a text that is gone is an error that names the file and where its cut is (the control)", () => {
  expect(() => cut("stack/reach.ts", "any")).not.toThrow();
  expect(() => cut("playwright.config.ts", "any")).toThrow(
    /^playwright\.config\.ts has no .* Change template\/cuts\.ts/,
  );
});

it("a verb is cut with its comment, and its neighbors stay", () => {
  const after = cut("stack/stack.ts", readFileSync(path.join(root, "stack/stack.ts"), "utf8"));
  expect(after).not.toMatch(/freeze\(|thaw\(|SIGSTOP\): its connections|canLag|fill\(/);
  for (const verb of ["up()", "kill(", "start(", "restart(", "deploy(", "failover()", "logs("])
    expect(after).toContain(verb);
});

it("what a module leads to is found by relative paths and by @/, and is imported relatively from another place", () => {
  const of = (where: string) => `from "${where}"`;
  const sources = new Map([
    ["a/b.ts", `import { c } ${of("../c.ts")};\nimport e ${of("@/d/e.ts")};\nimport "left-pad/x";`],
    ["c.ts", `export * ${of("./c/f.ts")};`],
    ["d/e.ts", ""],
    ["c/f.ts", `import { g } ${of("@scope/g")};`],
    ["alone.ts", `import c ${of("./c.ts")};`],
  ]);
  expect([...closure(["a/b.ts"], sources)].sort()).toEqual(["a/b.ts", "c.ts", "c/f.ts", "d/e.ts"]);
  expect(importsOf("a/b.ts", sources.get("a/b.ts") ?? "")).toEqual(["c.ts", "d/e.ts"]);
  expect([...sources.values()].flatMap(packagesOf)).toEqual(["left-pad", "@scope/g"]);
  expect(withRelativeImports("d/e.ts", `import { c } ${of("@/c.ts")}; import h ${of("@/d/h.ts")};`)).toBe(
    `import { c } ${of("../c.ts")}; import h ${of("./h.ts")};`,
  );
});

it("a package stays if a module imports it, its types with it, and what it wants beside it", () => {
  const project = {
    name: "own",
    scripts: { start: "start", bench: "bench" },
    dependencies: { zod: "1", redis: "1", "peer-of-zod": "1" },
    devDependencies: { "@types/zod": "1", "@types/redis": "1", tsx: "1" },
    overrides: { redis: { ioredis: "1" } },
  } satisfies Manifest;
  const name = { npm: "@acme/orders", plain: "orders", snake: "orders" };
  expect(manifestOf(project, name, new Set(["zod"]), (of) => (of === "zod" ? ["peer-of-zod"] : []))).toEqual({
    name: "@acme/orders",
    description: expect.any(String),
    scripts: { start: "start" },
    dependencies: { zod: "1", "peer-of-zod": "1" },
    devDependencies: { "@types/zod": "1", tsx: "1" },
  });
});
