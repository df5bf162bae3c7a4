import { rm } from "node:fs/promises";
import path from "node:path";
import { replicasToWriteSetting } from "../lib/session/config/replicas-to-write.ts";
import { sentinelGroup } from "../lib/session/config/sentinel-group.ts";
import { asOperator } from "../lib/session/testing/redis-admin.ts";
import { awaitReplication } from "../lib/session/testing/settle.ts";
import { nameOfBuild } from "./build.ts";
import { plannedFailover } from "./failover.ts";
import { withLock } from "./lock.ts";
import { Timeline } from "./logs/timeline.ts";
import { fillMemory, relieveMemory } from "./memory.ts";
import { assertPortsFree } from "./native/assert-ports-free.ts";
import { publishAssets } from "./native/assets.ts";
import { Disks } from "./native/disks.ts";
import { folderOf, logFileOf, loopback } from "./native/driver.ts";
import { Network } from "./native/network/network.ts";
import { redisDataFolder } from "./native/primary.ts";
import { Processes } from "./native/processes.ts";
import { Release } from "./release.ts";
import { assertReplicasToWrite } from "./replicas-to-write.ts";
import { rollOut } from "./roll-out.ts";
import { readServices, replicasOf } from "./services/running.ts";
import type { Settings } from "./settings.ts";
import { type LogOptions, type PartStatus, type Stack, StackError, type WhenFull } from "./stack.ts";
import { type Address, type Part, type PartKind, partsOf, topology } from "./topology.ts";

/** From the inside outwards: each kind needs those before it. */
const startOrder: readonly PartKind[] = [
  "redis",
  "sentinel",
  "identity-provider",
  "app",
  "service",
  "load-balancer",
];

/** The stack as processes of this machine, found by their records on disk: any terminal can work on it. */
export class NativeStack implements Stack {
  readonly parts: readonly Part[];
  /** Which build the nodes start from. */
  readonly release: Release;
  readonly canLag: boolean;
  readonly disks: Disks;
  readonly #processes: Processes;
  readonly #network: Network;
  readonly #settings: Settings;

  /** @param kinds Those that it has; all by default. */
  constructor(settings: Settings, kinds: readonly PartKind[] = startOrder) {
    this.#settings = settings;
    const nodes = partsOf(topology(settings.ports), "app").map(({ name }) => name);
    const left = settings.develops ? nodes.slice(1) : [];
    this.parts = [
      ...topology(settings.ports, settings.relayed),
      ...replicasOf(readServices(settings.stateDir)),
    ].filter(({ kind, name }) => kinds.includes(kind) && !left.includes(name));
    this.release = new Release(settings.releaseFile);
    this.canLag = settings.relayed;
    this.disks = new Disks(settings, this.parts);
    this.#processes = new Processes(settings, this.parts);
    this.#network = new Network(settings, this.parts, this.#processes.records);
  }

  async up(): Promise<void> {
    const missing = await this.#processes.missing(this.parts);
    await assertPortsFree(missing);
    const fresh = partsOf(missing, "redis").length === partsOf(this.parts, "redis").length;
    await this.#network.up();
    for (const part of this.parts) await this.#processes.thawIfFrozen(part);
    for (const kind of startOrder) {
      const parts = partsOf(missing, kind);
      // The first Redis node is the primary of a first start; the replicas then find it and needn't try again.
      if (kind === "redis") for (const part of parts) await this.#processes.launch(part, fresh);
      else await Promise.all(parts.map((part) => this.#processes.launch(part, fresh)));
    }
    await Promise.all(this.parts.map((part) => this.#processes.awaitUp(part)));
    await awaitReplication(this.#settings.secrets, {
      sentinels: partsOf(this.parts, "sentinel").map(({ port }) => ({ host: loopback, port })),
      replicas: partsOf(this.parts, "redis").length - 1,
    });
    await this.#assertReplicasToWrite();
  }

  async down(): Promise<void> {
    for (const kind of startOrder.toReversed()) {
      await Promise.all(partsOf(this.parts, kind).map((part) => this.#processes.stop(part)));
    }
    await this.#network.down();
  }

  status(): Promise<PartStatus[]> {
    return Promise.all(this.parts.map((part) => this.#processes.statusOf(part)));
  }

  async kill(name: string): Promise<void> {
    await this.#processes.kill(this.#part(name));
  }

  async start(name: string): Promise<void> {
    const part = this.#part(name);
    await assertPortsFree(await this.#processes.missing([part]));
    await this.#processes.launch(part, false);
    await this.#processes.awaitUp(part);
  }

  async restart(name?: string): Promise<void> {
    const parts = name === undefined ? partsOf(this.parts, "app") : [this.#part(name)];
    for (const part of parts) await this.#processes.restart(part);
  }

  async deploy(build: string): Promise<void> {
    await withLock(path.join(this.#settings.stateDir, "run/deploy.lock"), () => this.#replaceNodes(build));
  }

  async rollback(): Promise<void> {
    await withLock(path.join(this.#settings.stateDir, "run/deploy.lock"), async () => {
      const left = await this.release.current();
      await this.#replaceNodes(await this.release.previous());
      await this.release.leave(left);
    });
  }

  builds(): Promise<string[]> {
    return this.release.builds();
  }

  async freeze(name: string): Promise<void> {
    await this.#processes.signal(this.#part(name), "SIGSTOP");
  }

  async thaw(name: string): Promise<void> {
    await this.#processes.signal(this.#part(name), "SIGCONT");
  }

  async cut(one: string, others: readonly string[]): Promise<void> {
    const pairs = others.map((other) => [this.#part(one).name, this.#part(other).name] as const);
    await this.#network.change(({ cuts, lags }) => ({ cuts: [...cuts, ...pairs], lags }));
  }

  async lag(name: string, ms: number): Promise<void> {
    const part = this.#part(name);
    if (part.kind !== "redis") throw new StackError(`${name} doesn't replicate; lag is for Redis nodes.`);
    await this.#network.change(({ cuts, lags }) => ({ cuts, lags: { ...lags, [name]: ms } }));
  }

  async heal(): Promise<void> {
    await this.#network.change(() => ({ cuts: [], lags: {} }));
  }

  async failover(): Promise<string> {
    const next = await plannedFailover({
      sentinels: this.#addresses("sentinel"),
      password: this.#operatorPassword,
      group: sentinelGroup,
    });
    return this.parts.find(({ port }) => port === next.port)?.name ?? `${next.host}:${next.port}`;
  }

  async fill(whenFull: WhenFull, withStrangers?: boolean): Promise<void> {
    await fillMemory(this.#addresses("redis"), this.#operatorPassword, whenFull, withStrangers);
  }

  async relieve(): Promise<void> {
    await relieveMemory(this.#addresses("redis"), this.#operatorPassword);
  }

  async loseDisk(name: string): Promise<void> {
    const part = this.#part(name);
    if (part.kind !== "redis")
      throw new StackError(`${name} keeps nothing on disk; lose-disk is for Redis nodes.`);
    if ((await this.#processes.missing([part])).length === 0) await this.kill(name);
    await rm(redisDataFolder(this.#settings, part), { recursive: true, force: true });
  }

  async logs(names: readonly string[], { follow, ...filter }: LogOptions): Promise<void> {
    const parts = names.length === 0 ? this.parts : names.map((name) => this.#part(name));
    const sources = parts.map((part) => ({ part, file: logFileOf(this.#settings, part.name) }));
    const timeline = new Timeline(sources, filter);
    for (const line of await timeline.last(100)) console.log(line);
    if (!follow) return;
    const over = new AbortController();
    process.once("SIGINT", () => over.abort());
    for await (const line of timeline.follow(over.signal)) console.log(line);
  }

  async address(name: string): Promise<Address> {
    return { host: loopback, port: this.#part(name).port };
  }

  /** The parts that should run (they were started and nobody asked them to end) but don't. */
  died(): Promise<Part[]> {
    return this.#processes.died();
  }

  /** One node at a time, so that two of three always serve; a build that doesn't start goes no further than its first node. */
  async #replaceNodes(build: string): Promise<void> {
    const before = await this.release.builds();
    const balancer = partsOf(this.parts, "load-balancer")[0];
    await this.release.select(build);
    // Before the first page that asks for them.
    if (balancer) await publishAssets(folderOf(this.#settings, balancer), await this.release.builds());
    await rollOut({
      what: `The build ${nameOfBuild(build)}`,
      nodes: partsOf(this.parts, "app").map(({ name }) => name),
      replace: (node) => this.#processes.restart(this.#part(node)),
      chooseFormer: () => this.release.restore(before),
    });
  }

  async #assertReplicasToWrite(): Promise<void> {
    const nodes = partsOf(this.parts, "redis");
    for (const { name, port } of nodes) {
      const [, value] = await asOperator(
        { host: loopback, port },
        this.#operatorPassword,
        (redis) => redis.config("GET", replicasToWriteSetting) as Promise<string[]>,
      );
      assertReplicasToWrite(name, value, nodes.length - 1);
    }
  }

  #addresses(kind: PartKind) {
    return partsOf(this.parts, kind).map(({ port }) => ({ host: loopback, port }));
  }

  get #operatorPassword(): string {
    return this.#settings.secrets.REDIS_OPERATOR_PASSWORD;
  }

  #part(name: string): Part {
    const part = this.parts.find((candidate) => candidate.name === name);
    if (part) return part;
    throw new StackError(
      `There is no part "${name}". The parts: ${this.parts.map((p) => p.name).join(", ")}.`,
    );
  }
}
