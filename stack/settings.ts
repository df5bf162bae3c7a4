import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseAddress } from "../lib/env/address.ts";
import { BadEnvFile, givenIn, parseEnvFile } from "./env-file.ts";
import { pickSecrets, type Secrets } from "./secrets.ts";
import { StackError } from "./stack.ts";
import { defaultPorts, type Ports } from "./topology.ts";

/** The project's folder: the runner works from any folder it's called in. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Where the secrets of this checkout are, and the settings that its owner chose. */
export const envFile = path.join(root, ".env");

/**
 * The folder of everything that is made while running: git-ignored, and safe to
 * delete when nothing runs.
 */
export const defaultStateDir = path.join(root, ".unstuck");

export interface Settings {
  readonly ports: Ports;
  /** Data, logs, process records and generated configuration of this stack. */
  readonly stateDir: string;
  /** The file that names the build that the nodes run (stack/release.ts). */
  readonly releaseFile: string;
  /** The address that browsers use. */
  readonly siteUrl: string;
  /**
   * Whether a relay stands between the parts, so that links can be cut: as asked by NETWORK,
   * or as the running stack is.
   */
  readonly relayed: boolean;
  /**
   * Whether the one node compiles the sources as they are (`npm run dev`), instead
   * of three that run a build.
   */
  readonly develops: boolean;
  readonly secrets: Secrets;
  /** The environment and .env together. The app's optional settings come from them. */
  readonly environment: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment over the project's .env; an empty string counts as unset, as in `lib/env.ts`.
 * @throws {StackError} for a file that can't be read as it is meant.
 */
export function readEnvironment(
  environment: Environment = process.env,
  file = envFile,
): Record<string, string> {
  try {
    return { ...givenIn(parseEnvFile(readFileSync(file, "utf8"))), ...givenIn(environment) };
  } catch (error) {
    if (error instanceof BadEnvFile) throw new StackError(error.message);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return givenIn(environment);
  }
}

export function readSettings(environment: Environment = process.env): Settings {
  const merged = readEnvironment(environment);
  const ports: Ports = {
    PORT: port(merged, "PORT"),
    APP_PORT: port(merged, "APP_PORT"),
    IDP_PORT: port(merged, "IDP_PORT"),
    SENTINEL_PORT: port(merged, "SENTINEL_PORT"),
    REDIS_PORT: port(merged, "REDIS_PORT"),
  };
  const stateDir = merged.STATE_DIR ? path.resolve(root, merged.STATE_DIR) : defaultStateDir;
  return {
    ports,
    stateDir,
    releaseFile: path.join(stateDir, "release.json"),
    relayed: merged.NETWORK === "relay" || existsSync(path.join(stateDir, "run/network.json")),
    siteUrl: siteUrl(merged.SITE_URL, ports.PORT),
    develops: false,
    secrets: pickSecrets(merged),
    environment: merged,
  };
}

/**
 * @throws {StackError} before anything starts: everything that runs takes this address for granted.
 */
export function siteUrl(given: string | undefined, port: number): string {
  if (!given?.trim()) return `http://localhost:${port}`;
  const parsed = parseAddress(given, "origin");
  if ("address" in parsed) return parsed.address;
  throw new StackError(
    `SITE_URL ${parsed.problem}. It must be the address that browsers use, such as http://localhost:${port}.`,
  );
}

/** @throws {StackError} naming the setting. */
export const port = (environment: Environment, name: keyof Ports): number =>
  portOr(defaultPorts[name], environment, name);

/**
 * The same for a port that not every stack has.
 * @throws {StackError} naming the setting.
 */
export function portOr(otherwise: number, environment: Environment, name: string): number {
  const given = environment[name]?.trim();
  if (!given) return otherwise;
  const value = Number(given);
  // Three consecutive ports must fit under the last one, 65535.
  if (!/^\d+$/.test(given) || value < 1 || value > 65_533) {
    throw new StackError(`${name} must be a whole number from 1 to 65533, but it is "${given}".`);
  }
  return value;
}
