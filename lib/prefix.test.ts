import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { appPrefix } from "./prefix.ts";
import { defaultPrefix } from "./session/keys.ts";

const root = join(import.meta.dirname, "..");

it("the app's Redis user may touch the keys and channels of the app's prefix, and no others", () => {
  const [, user = ""] =
    /^user app ([\s\S]*?)\n\n/m.exec(
      `${readFileSync(join(root, "lib/session/config/users.acl"), "utf8")}\n\n`,
    ) ?? [];
  expect(user.match(/[~&]\S+/g)).toEqual([`~${appPrefix}:*`, `&${appPrefix}:*`, "&__keyevent@*__:expired"]);
});

it("no key or channel of the app is named but by its prefix, so that a template changes it in one place", () => {
  const listed = execFileSync(
    "git",
    ["grep", "-nE", "[\"'`(/^]unstuck:", "--", "app", "lib", "demo", "controls"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  const literal = listed
    .split("\n")
    .filter((line) => line && !/\.test\.ts:|\/testing\/|\/vectors\/.*\.json:|\.md:|: \*/.test(line));
  expect(literal).toEqual([]);
});

it("the prefix is the one under which sessions and people of earlier builds are kept", () => {
  expect(appPrefix).toBe(defaultPrefix);
});
