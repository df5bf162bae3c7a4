import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Campaign } from "./campaign.ts";
import type { Verdict } from "./checker/verdict.ts";
import { type ControlName, controlOf } from "./controls.ts";

/** A campaign with its surroundings. */
export interface Result extends Campaign {
  /** The name of a negative control, for its campaign. */
  readonly without?: ControlName;
  readonly versions: Readonly<Record<string, string>>;
  readonly date: string;
}

/** The finding that decides a campaign, if any: for a control, only violations of its promise. */
export function foundIn({ verdicts, without }: Pick<Result, "verdicts" | "without">): Verdict[] {
  const only = without && controlOf(without).promise;
  return verdicts.filter(({ promise, anomalies }) => anomalies.length > 0 && (!only || promise === only));
}

/** Keeps a campaign, with every request of every client, in the stage's folder. */
export async function saveResult(stage: string, result: Result): Promise<void> {
  const folder = path.join(stage, "results");
  await mkdir(folder, { recursive: true });
  const name = `${result.without ? `without-${result.without}-` : ""}seed-${result.seed}.json`;
  await writeFile(path.join(folder, name), JSON.stringify(result));
}

/** Every kept result: those of the whole site first, by seed. */
export async function allResults(stage: string): Promise<Result[]> {
  const folder = path.join(stage, "results");
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const results: Result[] = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(path.join(folder, name), "utf8"))),
  );
  return results.sort((a, b) => (a.without ?? "").localeCompare(b.without ?? "") || a.seed - b.seed);
}
