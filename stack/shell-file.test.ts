import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { formatShellFile } from "./env-file.ts";

const settings = { ONE: "a b'c", TWO: 'redis://app:p%40ss@h:1/g?user=a&x=$HOME`id`"\\n', THREE: "3" };

/** The environment of a program that a shell starts after it has read the file. */
const seen = (own: Record<string, string>) =>
  JSON.parse(
    execFileSync(
      "sh",
      [
        "-c",
        `set -eu\n${formatShellFile(settings)}exec "$0" -p "JSON.stringify(process.env)"`,
        process.execPath,
      ],
      { encoding: "utf8", env: own as NodeJS.ProcessEnv },
    ),
  );

it("a shell exports every value as it is, whatever is in it", () => {
  expect(seen({})).toMatchObject(settings);
});

it("what the environment has already counts more, and an empty value is none", () => {
  expect(seen({ ONE: "own", TWO: "" })).toMatchObject({ ONE: "own", TWO: settings.TWO });
});
