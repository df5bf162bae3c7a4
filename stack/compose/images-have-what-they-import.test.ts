import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { root } from "../settings.ts";

const dockerfile = await readFile(path.join(root, "Dockerfile"), "utf8");
const ignored = (await readFile(path.join(root, ".dockerignore"), "utf8")).split("\n");

/** Every file of the project that a program imports when it runs, itself included. */
async function reached(file: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(file)) return found;
  found.add(file);
  const text = await readFile(path.join(root, file), "utf8");
  for (const [, types, given = ""] of text.matchAll(/^(?:import|export)( type)? [^;]*? from "(\.[^"]+)";/gms))
    if (!types) await reached(path.join(path.dirname(file), given), found);
  return found;
}

/** The files that one stage of the Dockerfile copies from the project. */
function copiedIn(stage: string): string[] {
  const [, text = ""] =
    new RegExp(`^FROM \\S+ AS ${stage}$(.*?)(?=^FROM |$(?![\\s\\S]))`, "ms").exec(dockerfile) ?? [];
  return [...text.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = ""]) => files.split(" "));
}

it("the dependencies are installed with the package.json of every workspace", async () => {
  const { workspaces } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  const files = ["", ...workspaces].map((folder: string) => path.join(folder, "package.json"));
  expect(copiedIn("dependencies")).toEqual(expect.arrayContaining(files));
});

it.each([
  ["secrets", "stack/compose/image/first-run.ts"],
  ["identity-provider", "identity-provider/server.ts"],
])("the image %s has every file that its program imports", async (stage, program) => {
  const copied = copiedIn(stage);
  const files = [...(await reached(program))];
  expect(files.length).toBeGreaterThan(4);
  const isCopied = (file: string) => copied.some((one) => file === one || file.startsWith(`${one}/`));
  expect(files.filter((file) => !isCopied(file))).toEqual([]);
  const isSent = (file: string) =>
    !file.startsWith("stack/") ||
    ignored.some((line) => line === `!${file}` || file.startsWith(`${line.slice(1)}/`));
  expect(
    files.filter((file) => !isSent(file)),
    "left out by .dockerignore",
  ).toEqual([]);
});

it("the image of the Express service has every package that the service imports, and no other", async () => {
  const list = await readFile(path.join(root, "services/compose/express-packages.txt"), "utf8");
  const imported = new Set<string>();
  for (const file of await reached("services/express/server.ts")) {
    const text = await readFile(path.join(root, file), "utf8");
    for (const [, types, given = ""] of text.matchAll(
      /^(?:import|export)( type)? [^;]*? from "([^."][^"]*)";/gms,
    ))
      if (!types && !given.startsWith("node:"))
        imported.add(
          given
            .split("/")
            .slice(0, given.startsWith("@") ? 2 : 1)
            .join("/"),
        );
  }
  expect(list.trim().split("\n")).toEqual([...imported].sort());
});
