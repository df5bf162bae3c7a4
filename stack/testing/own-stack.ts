import { rm } from "node:fs/promises";
import path from "node:path";
import { NativeStack } from "../native.ts";
import { defaultStateDir, readSettings, type Settings } from "../settings.ts";
import { step } from "../setup/progress.ts";
import type { Ports } from "../topology.ts";
import { testClaims } from "./claims.ts";
import type { Count } from "./count.ts";

/** The parts that a room that can be deleted adds to the stack of a test command. */
export interface Beside {
  readonly settings: Readonly<Record<string, string>>;
  /** Ends what an earlier run left behind if it was killed. */
  tidy(settings: Settings): Promise<void>;
  /** Adds to the state folder what the stack is to find there. */
  furnish?(settings: Settings): Promise<void>;
  /** Called before the stack starts. The result is closed before the stack ends. */
  open(stack: NativeStack, settings: Settings): Promise<{ close(): Promise<void> }>;
}

const nothing: Beside = {
  settings: {},
  tidy: async () => {},
  open: async () => ({ close: async () => {} }),
};

/**
 * A stack of a test command's own, with other ports and another state folder, whatever .env says.
 * It therefore does not touch a running `npm start`. Settings that the environment names stay as
 * they are.
 */
export class OwnStack {
  readonly #stateDir: string;
  readonly #beside: Beside;

  /** @param name The name of its state folder. */
  constructor(name: string, ports: Ports, beside: Beside = nothing) {
    this.#beside = beside;
    this.#stateDir = path.join(defaultStateDir, name);
    const own = { ...ports, STATE_DIR: this.#stateDir, ...beside.settings };
    for (const [variable, value] of Object.entries(own)) process.env[variable] ||= String(value);
    process.env.SITE_URL ||= `http://localhost:${process.env.PORT}`;
  }

  /** Runs the end-to-end tests on it, and takes it down. */
  test(title: string, build: string, reports: string, specs?: readonly string[]): Promise<Count> {
    return this.with(build, () => testClaims(title, reports, specs));
  }

  /** Does something on it, and takes it down. */
  async with(build: string, work: () => Promise<Count>): Promise<Count> {
    const settings = readSettings();
    // This ends what an earlier run left behind if it was killed.
    await new NativeStack(settings).down();
    await this.#beside.tidy(settings);
    if (process.env.STATE_DIR === this.#stateDir) await rm(this.#stateDir, { recursive: true, force: true });
    await this.#beside.furnish?.(settings);
    const stack = new NativeStack(settings);
    await stack.release.select(build);
    const beside = await this.#beside.open(stack, settings);
    try {
      await step("Starting the stack for the end-to-end tests", () => stack.up());
      return await work();
    } finally {
      await beside.close();
      await step("Stopping the stack", () => stack.down());
    }
  }
}
