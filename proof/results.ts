import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { defaultStateDir } from "../stack/settings.ts";
import type { Campaign } from "./campaign.ts";

/** Git-ignored: a result holds every request of every client. */
const folder = path.join(defaultStateDir, "proof/results");

/** What was taken away for a negative control. */
export type Without = "memory" | "wait" | "wait-all" | "journal" | "guarded-reads";

/** A campaign with what it ran on. */
export interface Result extends Campaign {
  readonly without?: Without;
  readonly versions: Readonly<Record<string, string>>;
  readonly date: string;
}

export async function saveResult(result: Result): Promise<void> {
  await mkdir(folder, { recursive: true });
  const name = `${result.without ? `without-${result.without}-` : ""}seed-${result.seed}.json`;
  await writeFile(path.join(folder, name), JSON.stringify(result));
}

/** Every kept result: those of the whole site first, by seed. */
export async function allResults(): Promise<Result[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const results: Result[] = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(path.join(folder, name), "utf8"))),
  );
  return results.sort((a, b) => (a.without ?? "").localeCompare(b.without ?? "") || a.seed - b.seed);
}
