import { execa } from "execa";
import { root } from "../settings.ts";
import { StackError } from "../stack.ts";
import type { ComposeSettings } from "./settings.ts";

/** The two command lines: `docker` for work on one container, Compose for work on all. */
export class Docker {
  #composeCommand: Promise<readonly [string, ...string[]]> | undefined;
  readonly #settings: ComposeSettings;

  constructor(settings: ComposeSettings) {
    this.#settings = settings;
  }

  /** Runs `docker` and gives its output. @throws {StackError} with what Docker said. */
  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const result = await execa("docker", args, { env, reject: false, stdin: "ignore", timeout: 60_000 });
    if (result.failed) {
      throw new StackError(
        `\`docker ${args[0]}\` failed: ${result.stderr || result.shortMessage}\nIs Docker installed, and may this user use it? \`docker info\` tells.`,
      );
    }
    return result.stdout;
  }

  /**
   * Runs a program inside a container and gives its output, whatever its exit code; undefined if it
   * can't be run or doesn't end within 5 s. Of `env`, only the names are on the command line, which
   * everyone on the machine can read.
   */
  async exec(
    container: string,
    command: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<string | undefined> {
    const names = Object.keys(env).flatMap((name) => ["-e", name]);
    const result = await execa("docker", ["exec", ...names, container, ...command], {
      env,
      reject: false,
      stdin: "ignore",
      timeout: 5000,
    });
    return result.exitCode === undefined ? undefined : result.stdout;
  }

  /**
   * Runs a shell script on the volumes of a container, whether that runs or not, in another one
   * that ends with it and has no network. Gives what it prints.
   * @param input What it reads. @throws {StackError} with what it said.
   */
  async onVolumes(
    { id, image }: { id: string; image: string },
    script: string,
    input: Buffer = Buffer.alloc(0),
  ): Promise<string> {
    const run = ["run", "--rm", "--interactive", "--network", "none", "--volumes-from", id];
    const result = await execa("docker", [...run, "--entrypoint", "sh", image, "-c", script], {
      input,
      reject: false,
    });
    if (!result.failed) return result.stdout;
    throw new StackError(`A script on the volumes of ${id.slice(0, 12)} failed: ${result.stderr}`);
  }

  /** Runs Compose on this project and gives its output; with `show`, that is the user's to read. */
  async compose(
    args: readonly string[],
    { show = false, env = {} }: { show?: boolean; env?: Readonly<Record<string, string>> } = {},
  ): Promise<string> {
    this.#composeCommand ??= findCompose();
    const [file, ...before] = await this.#composeCommand;
    const { environment, imageTag, project, ports, siteUrl } = this.#settings;
    const result = await execa(file, [...before, ...args], {
      cwd: root,
      env: {
        ...environment,
        ...env,
        IMAGE_TAG: imageTag,
        COMPOSE_PROJECT_NAME: project,
        PORT: String(ports.PORT),
        IDP_PORT: String(ports.IDP_PORT),
        SITE_URL: siteUrl,
      },
      reject: false,
      stdin: "ignore",
      stdout: show ? "inherit" : "pipe",
      stderr: show ? "inherit" : "pipe",
    });
    // Ctrl-C is how one leaves `logs --follow`.
    if (result.failed && !result.isTerminated) {
      const said = result.stderr?.split("\n").slice(-30).join("\n") ?? "its output above says why";
      throw new StackError(`\`${[file, ...before, ...args].join(" ")}\` failed: ${said}`);
    }
    return result.stdout ?? "";
  }
}

/** How the Compose that is used calls itself. @throws {StackError} if there is none. */
export async function composeVersion(): Promise<string> {
  const [file, ...before] = await findCompose();
  const { stdout } = await execa(file, [...before, "version"], { stdin: "ignore" });
  return stdout.split("\n")[0] ?? "";
}

/**
 * Version 2 is a part of `docker`, and version 1 is a program of its own.
 * @throws {StackError} if there is neither.
 */
export async function findCompose(): Promise<readonly [string, ...string[]]> {
  for (const command of [["docker", "compose"], ["docker-compose"]] as const) {
    const [file, ...args] = command;
    const { failed } = await execa(file, [...args, "version"], { reject: false, stdin: "ignore" });
    if (!failed) return command;
  }
  throw new StackError(
    "Docker Compose can't be found. Install Docker Desktop, or docker-compose-plugin, or (Debian) docker.io and docker-compose.",
  );
}
