import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ownProgram = path.join(path.dirname(fileURLToPath(import.meta.url)), "worker.ts");

/** The processes that share a job, by name. */
export class Workers {
  readonly #args: readonly string[];
  readonly #processes = new Map<string, ChildProcess>();
  readonly #ending: Promise<unknown>[] = [];

  /**
   * @param jobUrl The Redis of the job's lease.
   * @param resourceUrl The Redis that gets its effects.
   */
  constructor(jobUrl: string, resourceUrl: string, program = ownProgram) {
    this.#args = [program, jobUrl, resourceUrl];
  }

  start(name: string): void {
    const [program = "", ...urls] = this.#args;
    const child = spawn(process.execPath, ["--import", "tsx", program, name, ...urls], {
      stdio: ["pipe", "inherit", "inherit"],
    });
    this.#ending.push(new Promise((resolve) => child.once("exit", resolve)));
    this.#processes.set(name, child);
  }

  /** Sends a signal to the process with this name; SIGKILL ends it. */
  signal(name: string, signal: NodeJS.Signals): void {
    this.#processes.get(name)?.kill(signal);
  }

  async end(): Promise<void> {
    for (const name of this.#processes.keys()) this.signal(name, "SIGKILL");
    await Promise.all(this.#ending);
  }
}
