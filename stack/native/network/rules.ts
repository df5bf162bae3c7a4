import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";

/** The changes to the links between parts. The runner writes them, and the relay obeys them. */
export interface Rules {
  /** Counts the changes, so that the runner can see when its own has come into force. */
  readonly version: number;
  /** Pairs of parts between which nothing arrives, in either direction. */
  readonly cuts: readonly (readonly [string, string])[];
  /**
   * Milliseconds by which what a part sends and gets as a client of another Redis node,
   * its replication, comes late.
   */
  readonly lags: Readonly<Record<string, number>>;
}

export const noRules: Rules = { version: 0, cuts: [], lags: {} };

const folderOf = (stateDir: string) => path.join(stateDir, "network");

export async function readRules(stateDir: string): Promise<Rules> {
  try {
    return JSON.parse(await readFile(path.join(folderOf(stateDir), "rules.json"), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return noRules;
    throw error;
  }
}

export const writeRules = (stateDir: string, rules: Rules) => replace(stateDir, "rules.json", rules);

/** The relay tells which version is in force. */
export const writeInForce = (stateDir: string, version: number) =>
  replace(stateDir, "in-force.json", version);

export async function versionInForce(stateDir: string): Promise<number> {
  const text = await readFile(path.join(folderOf(stateDir), "in-force.json"), "utf8").catch(() => "0");
  return Number(text);
}

async function replace(stateDir: string, name: string, value: unknown): Promise<void> {
  const file = path.join(folderOf(stateDir), name);
  await mkdir(folderOf(stateDir), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(value));
  await rename(`${file}.new`, file);
}
