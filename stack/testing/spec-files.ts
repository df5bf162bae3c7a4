import { readdir } from "node:fs/promises";
import path from "node:path";
import { root } from "../settings.ts";

const end = ".spec.ts";

/**
 * The file of each end-to-end spec, by its name: in e2e/, or in e2e/demo/ if it goes with the demo.
 */
export async function specFiles(): Promise<Map<string, string>> {
  const files = await readdir(path.join(root, "e2e"), { recursive: true });
  const specs = files.filter((file) => file.endsWith(end));
  return new Map(specs.map((file) => [path.basename(file, end), path.join("e2e", file)]));
}
