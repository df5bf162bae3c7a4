import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const root = path.join(import.meta.dirname, "..");
const pages = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => file && existsSync(path.join(root, file)) && !file.startsWith("template/files/"));

/** Headings as GitHub makes anchors of them. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );

/**
 * Links to files of the project that are not there, or to a heading that their page does not have.
 */
function broken(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [target = "", anchor] = link.split("#");
    const file = target === "" ? page : path.posix.join(path.posix.dirname(page), target);
    if (!existsSync(path.join(root, file))) return true;
    if (anchor === undefined || !file.endsWith(".md")) return false;
    return !anchorsOf(readFileSync(path.join(root, file), "utf8")).includes(anchor);
  });
}

it("there are pages (the control of the next)", () => {
  expect(pages.length).toBeGreaterThan(40);
  expect(broken("README.md", "[a](docs/nothing.md) [b](docs/README.md#nothing) [c](docs/README.md)")).toEqual(
    ["docs/nothing.md", "docs/README.md#nothing"],
  );
});

it.each(pages)("each link of %s leads somewhere", (page) => {
  expect(broken(page, readFileSync(path.join(root, page), "utf8"))).toEqual([]);
});
