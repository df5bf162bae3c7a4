import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Came, Orders } from "./flooder.ts";

/** The strangers at work. */
export class Flood {
  readonly #child: ChildProcess;
  readonly #began = performance.now();

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static begin(orders: Orders): Flood {
    const child = fork(path.join(import.meta.dirname, "flooder.ts"), { execArgv: ["--import", "tsx"] });
    child.send(orders);
    return new Flood(child);
  }

  /**
   * Ends the flood, and every connection that it holds.
   * @throws {Error} If the flood ended before: then nothing was flooded.
   */
  async end(): Promise<{ came: Came; seconds: number }> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      throw new Error("The strangers' process ended by itself, so the site was not flooded.");
    const told = once(this.#child, "message");
    this.#child.send("end");
    const [came] = (await told) as [Came];
    return { came, seconds: (performance.now() - this.#began) / 1000 };
  }
}
