import { rm } from "node:fs/promises";
import path from "node:path";
import { ScratchRedis } from "../control/scratch.ts";
import { openControl } from "../control.ts";
import { NativeStack } from "../native.ts";
import { defaultStateDir, readSettings } from "../settings.ts";
import { step } from "../setup/progress.ts";
import type { Ports } from "../topology.ts";
import { testClaims } from "./claims.ts";
import type { Count } from "./count.ts";
import { demoSettings } from "./demo-settings.ts";

/**
 * A stack of a test command's own, so that a running `npm start` isn't touched: other ports, another state folder, whatever .env says.
 * What the environment names stays as it is.
 */
export class OwnStack {
  readonly #stateDir: string;

  /** @param name Of its state folder. */
  constructor(name: string, ports: Ports) {
    this.#stateDir = path.join(defaultStateDir, name);
    for (const [variable, preset] of Object.entries({
      ...ports,
      STATE_DIR: this.#stateDir,
      ...demoSettings(),
    }))
      process.env[variable] ||= String(preset);
    process.env.SITE_URL ||= `http://localhost:${process.env.PORT}`;
  }

  /** Runs the end-to-end tests on it, and takes it down. */
  async test(title: string, build: string, reports: string, specs?: readonly string[]): Promise<Count> {
    const settings = readSettings();
    const stack = new NativeStack(settings);
    // What an earlier run left behind, should it have been killed.
    await stack.down();
    await new ScratchRedis(settings).close();
    if (process.env.STATE_DIR === this.#stateDir) await rm(this.#stateDir, { recursive: true, force: true });
    await stack.release.select(build);
    const control = await openControl(stack, settings);
    try {
      await step("Starting the stack for the end-to-end tests", () => stack.up());
      return await testClaims(title, reports, specs);
    } finally {
      await control.close();
      await step("Stopping the stack", () => stack.down());
    }
  }
}
