import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { findProgram } from "../../lib/session/testing/programs.ts";
import { findPostgres } from "../../lib/users/testing/postgres-programs.ts";
import { findRedisServer, versionOfServer } from "../redis-server.ts";
import { root } from "../settings.ts";
import { StackError } from "../stack.ts";
import { advice, type Package } from "./advice.ts";
import { installByApt } from "./apt.ts";
import { chromiumPath } from "./chromium.ts";
import { note, step } from "./progress.ts";

export interface Needed extends Package {
  readonly find: () => Promise<string | undefined>;
  /** If it can't be had, the tests that need it are skipped and say so. */
  readonly optional?: true;
}

const aptGet = "/usr/bin/apt-get";

const forRunning: readonly Needed[] = [
  { what: "Redis", find: () => findRedisServer(), apt: "redis-server", brew: "redis" },
  { what: "nginx", find: () => findProgram("nginx"), apt: "nginx", brew: "nginx" },
];

const forTesting: Needed = {
  what: "Chromium",
  find: chromiumPath,
  apt: "chromium-headless-shell",
  brew: "--cask chromium",
};

const forWatching: Needed = {
  what: "Prometheus",
  find: () => findProgram("prometheus"),
  apt: "prometheus",
  brew: "prometheus",
  optional: true,
};

/**
 * For the tests of the user directory on PostgreSQL; the site itself needs none
 * unless DATABASE_URL names one.
 */
const forDirectory: Needed = {
  what: "PostgreSQL",
  find: findPostgres,
  apt: "postgresql",
  brew: "postgresql@15",
  optional: true,
};

/** For the tests of forward authentication. Without it they fail and say so. */
const forGateways: Needed = {
  what: "Caddy",
  find: () => findProgram("caddy"),
  apt: "caddy",
  brew: "caddy",
  optional: true,
};

/**
 * Finds the programs that the stack runs, installs what is missing where it may,
 * and else says what to run.
 */
export async function ensurePrograms({ withChromium }: { withChromium: boolean }): Promise<void> {
  await ensure(
    withChromium ? [...forRunning, forTesting, forWatching, forDirectory, forGateways] : forRunning,
  );
  await assertRedisVersion();
}

/** The same for what tests bring along themselves: containers have the rest. */
export const ensureTestPrograms = () => ensure([forTesting, forWatching, forDirectory, forGateways]);

/**
 * Installs what is missing where it may.
 * @throws {StackError} that says what to run where it may not.
 */
export async function ensure(needed: readonly Needed[]): Promise<void> {
  const required = needed.filter(({ optional }) => !optional);
  let missing = await missingOf(required);
  if (missing.length > 0) {
    await install(missing);
    missing = await missingOf(required);
    if (missing.length > 0) throw new StackError(adviceHere(missing));
  }
  const welcome = await missingOf(needed);
  if (welcome.length > 0) await install(welcome).catch(() => note("It is done without."));
}

async function missingOf(needed: readonly Needed[]): Promise<Needed[]> {
  const found = await Promise.all(needed.map(({ find }) => find()));
  return needed.filter((_, index) => found[index] === undefined);
}

async function install(missing: readonly Needed[]): Promise<void> {
  const title = `Installing ${missing.map(({ what }) => what).join(", ")}`;
  const become = await waysToBecomeRoot();
  if (existsSync(aptGet) && become !== undefined) {
    // Ubuntu's chromium package is a stub that needs snapd, so Playwright
    // brings its own build there.
    const own = missing.includes(forTesting) && (await isUbuntu());
    const packages = missing.filter((item) => !(own && item === forTesting)).map(({ apt }) => apt);
    if (packages.length > 0) await step(`${title} (apt-get)`, () => installByApt(packages, become));
    if (own) {
      await step("Installing Chromium (playwright)", () =>
        execa("npx", ["playwright", "install", "--with-deps", "chromium"], { cwd: root, all: true }),
      );
    }
  } else if (await findProgram("brew")) {
    for (const { what, brew } of missing) {
      await step(`Installing ${what} (brew)`, () =>
        execa("brew", ["install", ...brew.split(" ")], { all: true }),
      );
    }
  }
}

/** The words to put before a command to run it as root; undefined if that would need a password. */
export async function waysToBecomeRoot(): Promise<readonly string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  const { failed } = await execa("sudo", ["-n", "true"], { reject: false, stdin: "ignore" });
  return failed ? undefined : ["sudo", "-n"];
}

export async function isUbuntu(): Promise<boolean> {
  return /^ID=ubuntu$/m.test(await readFile("/etc/os-release", "utf8").catch(() => ""));
}

function adviceHere(missing: readonly Needed[]): string {
  const manager = existsSync(aptGet) ? "apt" : process.platform === "darwin" ? "brew" : "other";
  return advice(missing, { manager, hasCompose: existsSync(path.join(root, "docker-compose.yml")) });
}

/** The session scripts and the ACL file need Redis 7.0. */
async function assertRedisVersion(): Promise<void> {
  const file = await findRedisServer();
  if (file === undefined) return;
  const { version } = await versionOfServer(file);
  if (Number.parseInt(version, 10) < 7) {
    throw new StackError(
      `Unstuck needs Redis 7.0 or newer, but ${file} is ${version}. Install a newer one, or name its folder in REDIS_BIN_DIR.`,
    );
  }
}
