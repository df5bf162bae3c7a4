import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { poll } from "../../lib/session/testing/poll.ts";
import { findProgram } from "../../lib/session/testing/programs.ts";
import { findCompose } from "../compose/docker.ts";
import { defaultStateDir } from "../settings.ts";
import { StackError } from "../stack.ts";
import { installByApt } from "./apt.ts";
import { isUbuntu, waysToBecomeRoot } from "./machine.ts";
import { step } from "./progress.ts";

const advice =
  "Install Docker Desktop, or (Debian) `sudo apt-get install docker.io docker-compose`, and see that `docker info` works.";

/**
 * Makes sure that Docker with Compose is installed and its engine runs: installs it from Debian's
 * or Ubuntu's packages and starts the engine where this user may.
 * @returns A function that ends the engine if this started it, and leaves alone one that ran
 * before.
 * @throws {StackError} saying what is missing.
 */
export async function ensureEngine(): Promise<() => Promise<void>> {
  const running = await answers();
  if (!running && !(await findProgram("dockerd"))) await install("docker.io");
  // This comes after Docker. Compose v2 is a plug-in of Docker that a user may have installed.
  if (!(await hasCompose())) await install((await isUbuntu()) ? "docker-compose-v2" : "docker-compose");
  return running ? async () => {} : step("Starting Docker's engine", start);
}

const answers = async () => !(await execa("docker", ["info"], { reject: false, stdin: "ignore" })).failed;

const hasCompose = () =>
  findCompose().then(
    () => true,
    () => false,
  );

async function install(name: string): Promise<void> {
  const become = await waysToBecomeRoot();
  if (!existsSync("/usr/bin/apt-get") || become === undefined) {
    throw new StackError(`Docker with Compose can't be found, and this user can't install it. ${advice}`);
  }
  await step(`Installing ${name} (apt-get)`, () => installByApt([name], become));
}

async function start(): Promise<() => Promise<void>> {
  const program = await findProgram("dockerd");
  if (!program || process.getuid?.() !== 0) {
    throw new StackError(`Docker's engine doesn't run, and only root can start it. ${advice}`);
  }
  const folder = path.join(defaultStateDir, "docker");
  await mkdir(folder, { recursive: true });
  const log = path.join(folder, "dockerd.log");
  const output = openSync(log, "w");
  // The engine is detached, because Ctrl-C is for the tests, which still need the engine to clean
  // up.
  const engine = spawn(program, [], { detached: true, stdio: ["ignore", output, output] });
  const ended = () => engine.exitCode !== null || engine.signalCode !== null;
  await poll(
    async () => {
      if (!ended()) return answers();
      const lines = (await readFile(log, "utf8")).trimEnd().split("\n").slice(-8);
      throw new StackError(`Docker's engine ended while it started. The end of ${log}:\n${lines.join("\n")}`);
    },
    { timeoutMs: 60_000, promise: `Docker's engine answers (its log: ${log})`, giveUpOn: StackError },
  );
  return async () => {
    engine.kill("SIGTERM");
    await poll(async () => ended(), { timeoutMs: 30_000, promise: "Docker's engine ends" });
  };
}
