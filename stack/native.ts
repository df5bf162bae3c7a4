import { rm } from "node:fs/promises";
import { sentinelGroup } from "../lib/session/config/sentinel-group.ts";
import { plannedFailover } from "./failover.ts";
import { Timeline } from "./logs/timeline.ts";
import { fillMemory, relieveMemory } from "./memory.ts";
import { assertPortsFree } from "./native/assert-ports-free.ts";
import { Deployments } from "./native/deployments.ts";
import { Disks } from "./native/disks.ts";
import { logFileOf, loopback } from "./native/driver.ts";
import { Network } from "./native/network/network.ts";
import { redisDataFolder } from "./native/primary.ts";
import { Processes } from "./native/processes.ts";
import { awaitDurability, startOrder, startParts } from "./native/starting.ts";
import { diskOwner, partNamed } from "./part-named.ts";
import { Release } from "./release.ts";
import { readServices, replicasOf } from "./services/running.ts";
import type { Settings } from "./settings.ts";
import { type LogOptions, type PartStatus, type Stack, StackError, type WhenFull } from "./stack.ts";
import { type Address, type Part, type PartKind, partsOf, topology } from "./topology.ts";

/**
 * The stack as processes of this machine, found by their records on disk:
 * any terminal can work on it.
 */
export class NativeStack implements Stack {
  readonly parts: readonly Part[];
  /** The build that the nodes start from. */
  readonly release: Release;
  readonly canLag: boolean;
  readonly disks: Disks;
  readonly #processes: Processes;
  readonly #deployments: Deployments;
  readonly #network: Network;
  readonly #settings: Settings;

  /** @param kinds The kinds of parts that it has; all by default. */
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
    this.#deployments = new Deployments(settings, this.parts, this.release, this.#processes);
    this.#network = new Network(settings, this.parts, this.#processes.records);
  }

  async up(): Promise<void> {
    await startParts(this.parts, this.#processes, () => this.#network.up());
    await awaitDurability(this.parts, this.#settings);
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
    await this.#deployments.deploy(build);
  }

  async rollback(): Promise<void> {
    await this.#deployments.rollback();
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
    const part = diskOwner(this.parts, name);
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

  #addresses(kind: PartKind) {
    return partsOf(this.parts, kind).map(({ port }) => ({ host: loopback, port }));
  }

  get #operatorPassword(): string {
    return this.#settings.secrets.REDIS_OPERATOR_PASSWORD;
  }

  #part(name: string): Part {
    return partNamed(this.parts, name);
  }
}
