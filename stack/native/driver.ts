import path from "node:path";
import type { Settings } from "../settings.ts";
import type { PartStatus } from "../stack.ts";
import type { Part } from "../topology.ts";

/** The command that runs a part. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export type Probe = Pick<PartStatus, "role"> & { readonly health: "up" | "starting" | "unready" };

/** The differences between the kinds of parts. Everything else is the same for every process. */
export interface Driver {
  /**
   * Writes the part's configuration and says what to run. `fresh`: the whole stack
   * starts, nothing of it runs yet.
   */
  prepare(part: Part, fresh: boolean): Promise<Command>;
  /** Asks a running part for its state. It never throws: a part that doesn't answer is starting. */
  probe(part: Part): Promise<Probe>;
  /** Ends it after it has finished what it was doing. */
  readonly stopSignal: NodeJS.Signals;
  /** After this the part is killed instead. */
  readonly stopWithinMs: number;
  readonly readyWithinMs: number;
  /**
   * Makes a running part take its configuration again while it goes on serving; without it, a
   * restart stops and starts.
   */
  readonly reloadSignal?: NodeJS.Signals;
}

/** All parts of a natively run stack listen on the loopback interface only. */
export const loopback = "127.0.0.1";

export const folderOf = (settings: Settings, part: Part) => path.join(settings.stateDir, part.name);
export const logFileOf = (settings: Settings, name: string) =>
  path.join(settings.stateDir, "logs", `${name}.log`);

/**
 * The variables that every process gets. Without them, programs don't find others, or guess the
 * time zone and language.
 */
export function basicEnvironment(): Record<string, string> {
  const names = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"];
  const env: Record<string, string> = {};
  for (const name of names) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}
