import { readFile } from "node:fs/promises";
import path from "node:path";
import { poll } from "../../lib/session/testing/poll.ts";
import { withLock } from "../lock.ts";
import type { Settings } from "../settings.ts";
import { type PartStatus, StackError } from "../stack.ts";
import type { Part, PartKind } from "../topology.ts";
import { appDriver } from "./app.ts";
import { type Driver, logFileOf } from "./driver.ts";
import { identityProviderDriver } from "./identity-provider.ts";
import { launch } from "./launch.ts";
import { nginxDriver } from "./nginx.ts";
import { ProcessRecords } from "./record.ts";
import { redisDriver } from "./redis.ts";
import { sentinelDriver } from "./sentinel.ts";
import { serviceDriver } from "./service.ts";
import { killOrphans, signal, signalGroup } from "./signal.ts";

/**
 * The processes of the parts, each by itself: the caller that starts several sees to their order.
 */
export class Processes {
  readonly records: ProcessRecords;
  readonly #drivers: Readonly<Record<PartKind, Driver>>;
  readonly #settings: Settings;
  readonly #parts: readonly Part[];

  constructor(settings: Settings, parts: readonly Part[]) {
    this.#settings = settings;
    this.#parts = parts;
    this.records = new ProcessRecords(path.join(settings.stateDir, "run"));
    this.#drivers = {
      "load-balancer": nginxDriver(settings, parts),
      app: appDriver(settings, parts),
      service: serviceDriver(settings, parts),
      "identity-provider": identityProviderDriver(settings, parts),
      sentinel: sentinelDriver(settings, parts),
      redis: redisDriver(settings, parts),
    };
  }

  /**
   * @param fresh The whole stack starts, and nothing of it runs yet.
   * @throws {StackError} if the part runs already.
   */
  async launch(part: Part, fresh: boolean): Promise<void> {
    await withLock(path.join(this.#settings.stateDir, "run", `${part.name}.lock`), async () => {
      if (await this.records.alive(part.name)) throw new StackError(`${part.name} is running already.`);
      const record = await this.records.read(part.name);
      if (record) await killOrphans(record.pid, this.#owner(part));
      const command = await this.#drivers[part.kind].prepare(part, fresh);
      const launched = await launch(command, logFileOf(this.#settings, part.name), this.#owner(part));
      await this.records.write(part.name, launched);
    });
    // The next part may need this one (replicas their primary), but only needs it to listen, not to
    // be ready.
    if (part.kind === "redis") await this.awaitUp(part);
  }

  /**
   * Ends a part in its own way, and at once if that takes too long. Does nothing
   * for one that doesn't run.
   */
  async stop(part: Part): Promise<void> {
    const driver = this.#drivers[part.kind];
    const running = await this.records.alive(part.name);
    if (running) {
      const { pid, startedAt } = running;
      await this.records.write(part.name, { pid, startedAt, stopping: true });
      signal(pid, driver.stopSignal);
      // A frozen process takes the signal once it goes on.
      signalGroup(pid, "SIGCONT");
      await this.#awaitEnd(part, driver.stopWithinMs).catch(async () => {
        signalGroup(pid, "SIGKILL");
        await this.#awaitEnd(part, 5000);
      });
    }
    const record = await this.records.read(part.name);
    if (record) await killOrphans(record.pid, this.#owner(part));
    await this.records.remove(part.name);
  }

  /**
   * Makes a part take its configuration again while it serves, if it can. Stops and starts the part
   * otherwise.
   */
  async restart(part: Part): Promise<void> {
    const driver = this.#drivers[part.kind];
    const running = await this.records.alive(part.name);
    if (running && driver.reloadSignal) {
      await driver.prepare(part, false);
      signal(running.pid, driver.reloadSignal);
    } else {
      await this.stop(part);
      await this.launch(part, false);
    }
    await this.awaitUp(part);
  }

  /** @throws {StackError} if it doesn't run. */
  async kill(part: Part): Promise<void> {
    await this.signal(part, "SIGKILL");
    await this.#awaitEnd(part, 5000);
  }

  /** Signals a part with all its children. @throws {StackError} if it doesn't run. */
  async signal(part: Part, name: NodeJS.Signals): Promise<void> {
    const alive = await this.records.alive(part.name);
    if (!alive) {
      throw new StackError(
        `${part.name} isn't running. Start it with \`npm run stack -- start ${part.name}\`.`,
      );
    }
    signalGroup(alive.pid, name);
  }

  async thawIfFrozen(part: Part): Promise<void> {
    const alive = await this.records.alive(part.name);
    if (alive?.stopped) signalGroup(alive.pid, "SIGCONT");
  }

  async statusOf(part: Part): Promise<PartStatus> {
    const { name, kind, port } = part;
    const alive = await this.records.alive(name);
    if (!alive) return { name, kind, role: null, pid: null, port, health: "down" };
    const { pid } = alive;
    if (alive.stopped) return { name, kind, role: null, pid, port, health: "frozen" };
    const { role, health } = await this.#drivers[kind].probe(part);
    return { name, kind, role, pid, port, health: alive.stopping ? "draining" : health };
  }

  /** The ones of these parts that don't run. */
  async missing(parts: readonly Part[]): Promise<Part[]> {
    const missing: Part[] = [];
    for (const part of parts) if (!(await this.records.alive(part.name))) missing.push(part);
    return missing;
  }

  /** The parts that should run (they were started and nobody asked them to end) but don't. */
  async died(): Promise<Part[]> {
    const dead: Part[] = [];
    for (const part of this.#parts) {
      const record = await this.records.read(part.name);
      if (record && !record.stopping && !(await this.records.alive(part.name))) dead.push(part);
    }
    return dead;
  }

  /** @throws {StackError} with the end of its log, if it ends instead. */
  async awaitUp(part: Part): Promise<void> {
    const log = logFileOf(this.#settings, part.name);
    await poll(
      async () => {
        if (!(await this.records.alive(part.name))) {
          throw new StackError(
            `${part.name} ended while it started. The end of its log (${log}):\n${await endOf(log)}`,
          );
        }
        return (await this.#drivers[part.kind].probe(part)).health === "up";
      },
      {
        timeoutMs: this.#drivers[part.kind].readyWithinMs,
        promise: `${part.name} answers on port ${part.port} (its log: ${log})`,
        giveUpOn: StackError,
      },
    );
  }

  #awaitEnd(part: Part, timeoutMs: number): Promise<boolean> {
    return poll(async () => !(await this.records.alive(part.name)), {
      timeoutMs,
      promise: `${part.name} ends`,
      everyMs: 20,
    });
  }

  #owner(part: Part): string {
    return path.join(this.#settings.stateDir, part.name);
  }
}

async function endOf(log: string): Promise<string> {
  return (await readFile(log, "utf8")).trimEnd().split("\n").slice(-8).join("\n");
}
