import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../stack/settings.ts";
import { projectFiles } from "../stack/testing/kept-rooms.ts";
import { importsOf, isModule } from "../stack/testing/modules.ts";

/**
 * A room of the project: files that belong together, and the rooms that they
 * may import beside their own.
 */
export interface Room {
  readonly name: string;
  readonly has: RegExp;
  readonly mayImport: readonly string[];
}

const kept = ["store", "lib", "app"];
const all = [
  ...kept,
  "demo",
  "controls",
  "composition",
  "identity provider",
  "stack",
  "store's tests",
  "tests",
  "e2e",
  "proof",
  "template",
];

/** Every room. A file belongs to the first that has it. docs/decisions/0021 gives the reasons. */
export const rooms: readonly Room[] = [
  // Tests show whether a claim can fail, so they may import what a claim's
  // mechanism is replaced with.
  { name: "demo's specs", has: /^e2e\/demo\//, mayImport: all },
  // The store's tests and their harness go with the package, so they know the package alone.
  { name: "store's tests", has: /^lib\/session\/(.*\.test\.ts$|(.*\/)?testing\/)/, mayImport: ["store"] },
  { name: "tests", has: /\.test\.tsx?$|\/testing\//, mayImport: all },
  { name: "demo", has: /^(app\/(api\/)?\(demo\)|demo)\//, mayImport: [...kept, "controls", "boot"] },
  { name: "controls", has: /^controls\//, mayImport: ["store", "lib", "boot"] },
  { name: "composition", has: /^composition\//, mayImport: ["boot", "app", "demo", "controls", "lib"] },
  { name: "store", has: /^lib\/session\//, mayImport: [] },
  { name: "lib", has: /^lib\//, mayImport: ["store"] },
  { name: "boot", has: /^boot\.ts$/, mayImport: ["store", "lib"] },
  { name: "app", has: /^app\//, mayImport: ["store", "lib", "composition"] },
  { name: "identity provider", has: /^identity-provider\//, mayImport: ["lib", "store"] },
  {
    name: "stack",
    has: /^stack\//,
    mayImport: ["store", "store's tests", "lib", "tests", "identity provider", "template"],
  },
  { name: "e2e", has: /^e2e\//, mayImport: all },
  {
    name: "proof",
    has: /^(proof|bench|services|docs|deploy)\//,
    mayImport: [...all, "demo's specs", "root"],
  },
  { name: "template", has: /^template\//, mayImport: [...all, "boot"] },
  { name: "root", has: /^[^/]+$/, mayImport: ["boot", "composition", "lib", "store", "stack"] },
];

export const roomOf = (file: string): Room | undefined => rooms.find(({ has }) => has.test(file));

/** What the file must not import, as `file -> imported`. */
export function wrongImports(file: string, source: string): string[] {
  const room = roomOf(file);
  return importsOf(file, source).flatMap((target) => {
    const other = roomOf(target);
    const isAllowed = room && other && (room === other || room.mayImport.includes(other.name));
    return isAllowed ? [] : [`${file} (${room?.name}) -> ${target} (${other?.name})`];
  });
}

/**
 * Modules that import themselves through others, each circle as `a -> b -> a`.
 * Imports of types count too.
 */
export function circles(sources: ReadonlyMap<string, string>): string[] {
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]) => {
    if (way.includes(file)) found.add([...way.slice(way.indexOf(file)), file].join(" -> "));
    if (done.has(file) || way.includes(file)) return;
    for (const target of importsOf(file, sources.get(file) ?? "")) walk(target, [...way, file]);
    done.add(file);
  };
  for (const file of sources.keys()) walk(file, []);
  return [...found];
}

/** Every module of the project with its source. */
export async function modules(): Promise<Map<string, string>> {
  const files = (await projectFiles()).filter(isModule);
  const read = async (file: string) => [file, await readFile(path.join(root, file), "utf8")] as const;
  return new Map(await Promise.all(files.map(read)));
}
