import path from "node:path";
import { execa } from "execa";
import { root } from "../settings.ts";

/**
 * Hard links: Turbopack follows no symbolic link out of the tree, and copies of all
 * packages would take 600 MB.
 */
export async function linkPackages(target: string): Promise<void> {
  const how = process.platform === "darwin" ? "-cR" : "-al";
  await execa("cp", [how, path.join(root, "node_modules"), path.join(target, "node_modules")]);
}
