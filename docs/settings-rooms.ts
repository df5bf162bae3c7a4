import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Settings } from "../lib/env/settings.ts";
import { root } from "../stack/settings.ts";
import { projectFiles } from "../stack/testing/kept-rooms.ts";

/** The settings that one file defines. */
export type SettingsFile = readonly [file: string, about: string, settings: Settings<unknown>];

const abouts: Readonly<Record<string, string>> = {
  "lib/env.ts": "What every node reads.",
  "demo/env.ts": "What the demo adds. The runner sets most of them.",
  "controls/env.ts": "What the negative controls of the tests change. Leave them alone on a site.",
};

const isSettings = (value: unknown): value is Settings<unknown> =>
  typeof value === "function" && "schema" in value && "about" in value;

/**
 * Every file that defines settings, found by looking: the demo's and the controls' may be deleted.
 * What a node needs comes first.
 */
export async function roomsOfSettings(): Promise<SettingsFile[]> {
  const found: SettingsFile[] = [];
  for (const file of await projectFiles()) {
    if (!/\.ts$/.test(file) || /\.test\.ts$|^lib\/env\/|^docs\//.test(file)) continue;
    if (!/\bdefineSettings\(/.test(await readFile(path.join(root, file), "utf8"))) continue;
    const loaded: Record<string, unknown> = await import(path.join(root, file));
    for (const settings of Object.values(loaded).filter(isSettings))
      found.push([file, abouts[file] ?? "", settings]);
  }
  const place = (file: string) => Object.keys(abouts).indexOf(file) + 1 || 9;
  return found.sort(([one], [other]) => place(one) - place(other));
}
