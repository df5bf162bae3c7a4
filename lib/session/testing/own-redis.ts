import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { clusterPorts, startCluster, startClusterNode } from "./cluster.ts";
import { freePorts } from "./free-ports.ts";
import { poll } from "./poll.ts";
import { RedisProcesses } from "./redis-process.ts";
import { startSentinelGroup } from "./sentinel-group.ts";

/** One node of a test's own. The test can fill, freeze and kill it without harm to other tests. */
export class OwnNode {
  readonly port: number;
  readonly operator: Redis;
  readonly #start: () => Promise<void>;
  #pid = 0;

  constructor(port: number, operatorUrl: string, start: () => Promise<void>) {
    this.port = port;
    this.#start = start;
    this.operator = new Redis(operatorUrl, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    this.operator.on("error", () => {});
  }

  /** Starts it. If it was killed, it starts again with the data that it had. */
  async start(): Promise<void> {
    await this.#start();
    await this.learnPid();
  }

  async learnPid(): Promise<void> {
    this.#pid = Number(/process_id:(\d+)/.exec(await this.operator.info("server"))?.[1]);
  }

  kill(): void {
    process.kill(this.#pid, "SIGKILL");
  }

  freeze(): void {
    process.kill(this.#pid, "SIGSTOP");
  }

  thaw(): void {
    process.kill(this.#pid, "SIGCONT");
  }
}

/** Redis processes of one test file, with the project's redis.conf and ACL file. */
export class OwnRedis {
  readonly #processes: RedisProcesses;
  readonly #folder: string;
  readonly #nodes: OwnNode[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
    this.#processes = new RedisProcesses(folder);
  }

  static async begin(): Promise<OwnRedis> {
    return new OwnRedis(await mkdtemp(path.join(tmpdir(), "unstuck-own-redis-")));
  }

  /** A node on a free port; `lines` go on top of redis.conf. */
  async node(...lines: readonly string[]): Promise<OwnNode> {
    const port = await freePorts(1);
    const node = this.#own(port, () => this.#processes.node(port, ...lines));
    await node.start();
    return node;
  }

  /** A primary with two replicas, and three Sentinels. */
  async sentinelGroup(): Promise<{ url: string; nodes: readonly OwnNode[] }> {
    const first = await freePorts(6);
    const ports = [first, first + 1, first + 2];
    const sentinels = [first + 3, first + 4, first + 5];
    await startSentinelGroup(this.#processes, ports, sentinels);
    const nodes = ports.map((port) => this.#own(port, () => this.#processes.node(port)));
    await Promise.all(nodes.map((node) => node.learnPid()));
    return { url: this.#processes.sentinelUrl(sentinels), nodes };
  }

  /** Three primaries, and a replica for each, in the same order. */
  async cluster(): Promise<{ url: string; primaries: readonly OwnNode[]; replicas: readonly OwnNode[] }> {
    const ports = await clusterPorts();
    await startCluster(this.#processes, ports);
    const again = (port: number) => () => startClusterNode(this.#processes, port);
    const nodes = ports.map((port) => this.#own(port, again(port)));
    await Promise.all(nodes.map((node) => node.learnPid()));
    return { url: this.#processes.clusterUrl(ports), primaries: nodes.slice(0, 3), replicas: nodes.slice(3) };
  }

  /** A node's address for the app's user. */
  urlOf({ port }: { port: number }): string {
    return this.#processes.appUrl(port);
  }

  /**
   * Makes a node replicate the server that answers on this port: its primary, or a proxy in front
   * of it.
   */
  async follow(replica: OwnNode, port: number): Promise<void> {
    await replica.operator.replicaof("127.0.0.1", port);
    await poll(async () => /master_link_status:up/.test(await replica.operator.info("replication")), {
      timeoutMs: 10_000,
      promise: "the replica follows its primary",
    });
  }

  async end(): Promise<void> {
    for (const node of this.#nodes) node.operator.disconnect();
    await this.#processes.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #own(port: number, start: () => Promise<void>): OwnNode {
    const node = new OwnNode(port, this.#processes.operatorUrl(port), start);
    this.#nodes.push(node);
    return node;
  }
}
