import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { nameOfBuild } from "./build.ts";
import { plannedFailover } from "./failover.ts";
import { withLock } from "./lock.ts";
import { fillMemory, relieveMemory, type WhenFull } from "./memory.ts";
import { appDriver } from "./native/app.ts";
import { publishAssets } from "./native/assets.ts";
import { type Driver, folderOf, logFileOf, loopback } from "./native/driver.ts";
import { identityProviderDriver } from "./native/identity-provider.ts";
import { launch } from "./native/launch.ts";
import { Network } from "./native/network/network.ts";
import { nginxDriver } from "./native/nginx.ts";
import { holderOf, isFree } from "./native/port-holder.ts";
import { redisDataFolder } from "./native/primary.ts";
import { ProcessRecords } from "./native/record.ts";
import { redisDriver } from "./native/redis.ts";
import { sentinelDriver } from "./native/sentinel.ts";
import { awaitReplication } from "./native/settle.ts";
import { killOrphans, signal, signalGroup } from "./native/signal.ts";
import { poll } from "./poll.ts";
import { Release } from "./release.ts";
import { rollOut } from "./roll-out.ts";
import type { Settings } from "./settings.ts";
import { type LogOptions, type PartStatus, type Stack, StackError } from "./stack.ts";
import { type Address, type Part, type PartKind, partsOf, sentinelGroup, topology } from "./topology.ts";

/** From the inside outwards: each kind needs those before it. */
const startOrder: readonly PartKind[] = ["redis", "sentinel", "identity-provider", "app", "load-balancer"];

/** The stack as processes of this machine, found by their records on disk: any terminal can work on it. */
export class NativeStack implements Stack {
  readonly parts: readonly Part[];
  /** Which build the nodes start from. */
  readonly release: Release;
  readonly canLag: boolean;
  private readonly drivers: Readonly<Record<PartKind, Driver>>;
  private readonly records: ProcessRecords;
  private readonly network: Network;

  /** @param kinds Those that it has; all by default. */
  constructor(
    private readonly settings: Settings,
    kinds: readonly PartKind[] = startOrder,
  ) {
    this.parts = topology(settings.ports, settings.relayed).filter(({ kind }) => kinds.includes(kind));
    this.release = new Release(settings.releaseFile);
    this.canLag = settings.relayed;
    this.drivers = {
      "load-balancer": nginxDriver(settings, this.parts),
      app: appDriver(settings, this.parts),
      "identity-provider": identityProviderDriver(settings, this.parts),
      sentinel: sentinelDriver(settings, this.parts),
      redis: redisDriver(settings, this.parts),
    };
    this.records = new ProcessRecords(path.join(settings.stateDir, "run"));
    this.network = new Network(settings, this.parts, this.records);
  }

  async up(): Promise<void> {
    const missing = await this.notAlive();
    await this.assertPortsFree(missing);
    const fresh = partsOf(missing, "redis").length === partsOf(this.parts, "redis").length;
    await this.network.up();
    for (const part of this.parts) await this.thawIfFrozen(part);
    for (const kind of startOrder) {
      const parts = partsOf(missing, kind);
      // The first Redis node is the primary of a first start; the replicas then find it and needn't try again.
      if (kind === "redis") for (const part of parts) await this.launch(part, fresh);
      else await Promise.all(parts.map((part) => this.launch(part, fresh)));
    }
    await Promise.all(this.parts.map((part) => this.awaitUp(part)));
    await awaitReplication(this.settings.secrets, {
      sentinels: partsOf(this.parts, "sentinel").map(({ port }) => ({ host: loopback, port })),
      replicas: partsOf(this.parts, "redis").length - 1,
    });
  }

  async down(): Promise<void> {
    for (const kind of startOrder.toReversed()) {
      await Promise.all(partsOf(this.parts, kind).map((part) => this.stop(part)));
    }
    await this.network.down();
  }

  status(): Promise<PartStatus[]> {
    return Promise.all(this.parts.map((part) => this.statusOf(part)));
  }

  async kill(name: string): Promise<void> {
    const part = this.part(name);
    const running = await this.running(part);
    signalGroup(running.pid, "SIGKILL");
    await this.awaitEnd(part, 5000);
  }

  async start(name: string): Promise<void> {
    const part = this.part(name);
    await this.assertPortsFree([part]);
    await this.launch(part, false);
    await this.awaitUp(part);
  }

  async restart(name?: string): Promise<void> {
    const parts = name === undefined ? partsOf(this.parts, "app") : [this.part(name)];
    for (const part of parts) await this.restartPart(part);
  }

  async deploy(build: string): Promise<void> {
    await withLock(path.join(this.settings.stateDir, "run/deploy.lock"), () => this.replaceNodes(build));
  }

  builds(): Promise<string[]> {
    return this.release.builds();
  }

  async freeze(name: string): Promise<void> {
    signalGroup((await this.running(this.part(name))).pid, "SIGSTOP");
  }

  async thaw(name: string): Promise<void> {
    signalGroup((await this.running(this.part(name))).pid, "SIGCONT");
  }

  async cut(one: string, others: readonly string[]): Promise<void> {
    const pairs = others.map((other) => [this.part(one).name, this.part(other).name] as const);
    await this.network.change(({ cuts, lags }) => ({ cuts: [...cuts, ...pairs], lags }));
  }

  async lag(name: string, ms: number): Promise<void> {
    const part = this.part(name);
    if (part.kind !== "redis") throw new StackError(`${name} doesn't replicate; lag is for Redis nodes.`);
    await this.network.change(({ cuts, lags }) => ({ cuts, lags: { ...lags, [name]: ms } }));
  }

  async heal(): Promise<void> {
    await this.network.change(() => ({ cuts: [], lags: {} }));
  }

  async failover(): Promise<string> {
    const next = await plannedFailover({
      sentinels: this.addresses("sentinel"),
      password: this.operatorPassword,
      group: sentinelGroup,
    });
    return this.parts.find(({ port }) => port === next.port)?.name ?? `${next.host}:${next.port}`;
  }

  async fill(whenFull: WhenFull): Promise<void> {
    await fillMemory(this.addresses("redis"), this.operatorPassword, whenFull);
  }

  async relieve(): Promise<void> {
    await relieveMemory(this.addresses("redis"), this.operatorPassword);
  }

  async loseDisk(name: string): Promise<void> {
    const part = this.part(name);
    if (part.kind !== "redis")
      throw new StackError(`${name} keeps nothing on disk; lose-disk is for Redis nodes.`);
    if (await this.records.alive(name)) await this.kill(name);
    await rm(redisDataFolder(this.settings, part), { recursive: true, force: true });
  }

  async logs(name: string | undefined, { follow }: LogOptions): Promise<void> {
    const parts = name === undefined ? this.parts : [this.part(name)];
    const files = parts.map((part) => logFileOf(this.settings, part.name));
    await execa("tail", ["-n", "100", ...(follow ? ["-F"] : []), ...files], {
      stdio: "inherit",
      reject: false,
    });
  }

  async address(name: string): Promise<Address> {
    return { host: loopback, port: this.part(name).port };
  }

  /** The parts that should run (they were started and nobody asked them to end) but don't. */
  async died(): Promise<Part[]> {
    const dead: Part[] = [];
    for (const part of this.parts) {
      const record = await this.records.read(part.name);
      if (record && !record.stopping && !(await this.records.alive(part.name))) dead.push(part);
    }
    return dead;
  }

  /** One node at a time, so that two of three always serve; a build that doesn't start goes no further than its first node. */
  private async replaceNodes(build: string): Promise<void> {
    const before = await this.release.builds();
    const balancer = partsOf(this.parts, "load-balancer")[0];
    await this.release.select(build);
    // Before the first page that asks for them.
    if (balancer) await publishAssets(folderOf(this.settings, balancer), await this.release.builds());
    await rollOut({
      what: `The build ${nameOfBuild(build)}`,
      nodes: partsOf(this.parts, "app").map(({ name }) => name),
      replace: (node) => this.restartPart(this.part(node)),
      chooseFormer: () => this.release.restore(before),
    });
  }

  private async restartPart(part: Part): Promise<void> {
    const driver = this.drivers[part.kind];
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

  private async launch(part: Part, fresh: boolean): Promise<void> {
    await withLock(path.join(this.settings.stateDir, "run", `${part.name}.lock`), async () => {
      if (await this.records.alive(part.name)) throw new StackError(`${part.name} is running already.`);
      const record = await this.records.read(part.name);
      if (record) await killOrphans(record.pid, this.owner(part));
      const command = await this.drivers[part.kind].prepare(part, fresh);
      const launched = await launch(command, logFileOf(this.settings, part.name), this.owner(part));
      await this.records.write(part.name, launched);
    });
    // The next part may need this one (replicas their primary), but only that it listens, not that it's ready.
    if (part.kind === "redis") await this.awaitUp(part);
  }

  private async stop(part: Part): Promise<void> {
    const driver = this.drivers[part.kind];
    const running = await this.records.alive(part.name);
    if (running) {
      const { pid, startedAt } = running;
      await this.records.write(part.name, { pid, startedAt, stopping: true });
      signal(pid, driver.stopSignal);
      // A frozen process takes the signal once it goes on.
      signalGroup(pid, "SIGCONT");
      await this.awaitEnd(part, driver.stopWithinMs).catch(async () => {
        signalGroup(pid, "SIGKILL");
        await this.awaitEnd(part, 5000);
      });
    }
    const record = await this.records.read(part.name);
    if (record) await killOrphans(record.pid, this.owner(part));
    await this.records.remove(part.name);
  }

  private async statusOf(part: Part): Promise<PartStatus> {
    const { name, kind, port } = part;
    const alive = await this.records.alive(name);
    if (!alive) return { name, kind, role: null, pid: null, port, health: "down" };
    const { pid } = alive;
    if (alive.stopped) return { name, kind, role: null, pid, port, health: "frozen" };
    const { role, health } = await this.drivers[kind].probe(part);
    return { name, kind, role, pid, port, health: alive.stopping ? "draining" : health };
  }

  private async awaitUp(part: Part): Promise<void> {
    await poll(
      async () => {
        if (!(await this.records.alive(part.name))) {
          throw new StackError(
            `${part.name} ended while it started. The end of its log (${logFileOf(this.settings, part.name)}):\n` +
              (await this.endOfLog(part)),
          );
        }
        return (await this.drivers[part.kind].probe(part)).health === "up";
      },
      {
        timeoutMs: this.drivers[part.kind].readyWithinMs,
        promise: `${part.name} answers on port ${part.port} (its log: ${logFileOf(this.settings, part.name)})`,
        giveUpOn: StackError,
      },
    );
  }

  private awaitEnd(part: Part, timeoutMs: number): Promise<boolean> {
    return poll(async () => !(await this.records.alive(part.name)), {
      timeoutMs,
      promise: `${part.name} ends`,
      everyMs: 20,
    });
  }

  private async thawIfFrozen(part: Part): Promise<void> {
    const alive = await this.records.alive(part.name);
    if (alive?.stopped) signalGroup(alive.pid, "SIGCONT");
  }

  private async notAlive(): Promise<Part[]> {
    const missing: Part[] = [];
    for (const part of this.parts) if (!(await this.records.alive(part.name))) missing.push(part);
    return missing;
  }

  private async assertPortsFree(parts: readonly Part[]): Promise<void> {
    const taken: string[] = [];
    for (const part of parts) {
      if ((await this.records.alive(part.name)) || (await isFree(part.listens))) continue;
      // On a busy machine a killed process can be gone from the list some milliseconds before its listener is.
      const free = poll(() => isFree(part.listens), {
        timeoutMs: 1000,
        promise: "the port is free",
        everyMs: 50,
      });
      if (await free.catch(() => false)) continue;
      const holder = (await holderOf(part.listens)) ?? "another program";
      taken.push(
        `Port ${part.listens} for ${part.name} is taken by ${holder}. End that, or set ${part.portSetting} ` +
          "(in .env or before the command) to where this and the following ports are free.",
      );
    }
    if (taken.length > 0) throw new StackError(taken.join("\n"));
  }

  private addresses(kind: PartKind) {
    return partsOf(this.parts, kind).map(({ port }) => ({ host: loopback, port }));
  }

  private get operatorPassword(): string {
    return this.settings.secrets.REDIS_OPERATOR_PASSWORD;
  }

  private part(name: string): Part {
    const part = this.parts.find((candidate) => candidate.name === name);
    if (part) return part;
    throw new StackError(
      `There is no part "${name}". The parts: ${this.parts.map((p) => p.name).join(", ")}.`,
    );
  }

  private async running(part: Part) {
    const alive = await this.records.alive(part.name);
    if (alive) return alive;
    throw new StackError(
      `${part.name} isn't running. Start it with \`npm run stack -- start ${part.name}\`.`,
    );
  }

  private owner(part: Part): string {
    return path.join(this.settings.stateDir, part.name);
  }

  private async endOfLog(part: Part): Promise<string> {
    const log = await readFile(logFileOf(this.settings, part.name), "utf8");
    return log.trimEnd().split("\n").slice(-8).join("\n");
  }
}
