import path from "node:path";
import { poll } from "../../../lib/session/testing/poll.ts";
import { root, type Settings } from "../../settings.ts";
import { StackError } from "../../stack.ts";
import type { Part } from "../../topology.ts";
import { basicEnvironment, logFileOf } from "../driver.ts";
import { launch } from "../launch.ts";
import type { ProcessRecords } from "../record.ts";
import { signal } from "../signal.ts";
import { noRules, type Rules, readRules, versionInForce, writeInForce, writeRules } from "./rules.ts";

/** The relay's process, which runs only in a stack that was started with NETWORK=relay. */
export class Network {
  readonly #settings: Settings;
  readonly #parts: readonly Part[];
  readonly #records: ProcessRecords;

  constructor(settings: Settings, parts: readonly Part[], records: ProcessRecords) {
    this.#settings = settings;
    this.#parts = parts;
    this.#records = records;
  }

  async up(): Promise<void> {
    const { stateDir, relayed } = this.#settings;
    if (!relayed || (await this.#records.alive("network"))) return;
    await writeRules(stateDir, { ...noRules, version: 1 });
    await writeInForce(stateDir, 0);
    const relay = path.join(root, "stack/native/network/relay.ts");
    const command = {
      file: process.execPath,
      args: ["--import", "tsx", relay, stateDir, JSON.stringify(this.#parts)],
      cwd: root,
      env: basicEnvironment(),
    };
    const record = await launch(
      command,
      logFileOf(this.#settings, "network"),
      path.join(stateDir, "network"),
    );
    await this.#records.write("network", record);
    await this.#inForce(1);
  }

  async down(): Promise<void> {
    const running = await this.#records.alive("network");
    if (running) signal(running.pid, "SIGKILL");
    await this.#records.remove("network");
  }

  /** Changes the rules, and resolves when they are in force. */
  async change(how: (rules: Rules) => Omit<Rules, "version">): Promise<void> {
    const running = await this.#records.alive("network");
    if (!running) {
      throw new StackError(
        "This stack's parts are linked directly, so nothing between them can be cut or slowed down. " +
          "Start it with `NETWORK=relay npm start` (on Linux), which puts a relay between them.",
      );
    }
    const rules = await readRules(this.#settings.stateDir);
    const version = rules.version + 1;
    await writeRules(this.#settings.stateDir, { ...how(rules), version });
    signal(running.pid, "SIGHUP");
    await this.#inForce(version);
  }

  async #inForce(version: number): Promise<void> {
    await poll(async () => (await versionInForce(this.#settings.stateDir)) >= version, {
      timeoutMs: 10_000,
      everyMs: 10,
      promise: `the relay takes its rules (its log: ${logFileOf(this.#settings, "network")})`,
    });
  }
}
