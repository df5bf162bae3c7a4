import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { replicasToWrite, replicasToWriteSetting } from "../config/replicas-to-write.ts";
import type { Address } from "../redis/target.ts";
import { freePorts } from "./free-ports.ts";
import { Link } from "./link.ts";
import { loopback } from "./loopback.ts";
import { asOperator } from "./redis-admin.ts";
import { RedisProcesses } from "./redis-process.ts";
import { awaitReplication } from "./settle.ts";

interface Passage {
  readonly link: Link;
  readonly to: number;
  /** The port of the Redis node that connected; undefined for Sentinels and clients. */
  readonly from: number | undefined;
  readonly isClient: boolean;
  /** The client's name, once it has told it. */
  name: string;
}

/** How a client tells its name, before the connection is used. */
const naming = /\r\nsetname\r\n\$\d+\r\n([^\r]+)\r\n/i;

/**
 * A primary, its replicas and three Sentinels, with a relay on each node's announced port. So a
 * node can be cut off from the other nodes and the Sentinels while clients still reach it. The
 * relay knows nodes and Sentinels by the address that they connect from.
 */
export class DividedGroup {
  /** Each node's announced port; the first is the primary's. */
  readonly nodes: readonly number[];
  readonly sentinels: readonly number[];
  readonly #processes: RedisProcesses;
  readonly #folder: string;
  readonly #servers: Server[] = [];
  readonly #passages = new Set<Passage>();
  readonly #cutOff = new Set<number>();
  readonly #hidden = new Set<string>();

  private constructor(folder: string, first: number, replicas: number) {
    this.#folder = folder;
    this.#processes = new RedisProcesses(folder);
    this.nodes = Array.from({ length: replicas + 1 }, (_, i) => first + i);
    this.sentinels = [0, 1, 2].map((i) => first + 2 * this.nodes.length + i);
  }

  /** @param lines Settings on top of redis.conf. */
  static async begin(replicas = 2, ...lines: readonly string[]): Promise<DividedGroup> {
    const folder = await mkdtemp(path.join(tmpdir(), "unstuck-divided-"));
    const group = new DividedGroup(folder, await freePorts(2 * (replicas + 1) + 3), replicas);
    try {
      await group.#start(lines);
    } catch (error) {
      await group.end();
      throw error;
    }
    return group;
  }

  /** The address for the app's user, with these ports in place of the Sentinels' own. */
  url(sentinels: readonly number[] = this.sentinels): string {
    return this.#processes.sentinelUrl(sentinels);
  }

  /** The app's address of one node or Sentinel. */
  urlOf(port: number): string {
    return this.#processes.appUrl(port);
  }

  /**
   * Cuts a node off from the Sentinels and from the other nodes, except those that are also cut
   * off. Clients still reach it.
   */
  cutOff(node: number): void {
    this.#cutOff.add(node);
    for (const passage of this.#passages) this.#apply(passage);
  }

  /**
   * Ends the cut of a node. Data that was sent to it meanwhile arrives, as TCP would send it again.
   */
  rejoin(node: number): void {
    this.#cutOff.delete(node);
    for (const passage of this.#passages) this.#apply(passage);
  }

  /** Cuts a node off from the clients whose names begin so. */
  hide(node: number, name: string): void {
    this.#hidden.add(`${node} ${name}`);
    for (const passage of this.#passages) this.#apply(passage);
  }

  /** Runs work on a node that only the operator may do. */
  asOperator<T>(port: number, work: Parameters<typeof asOperator<T>>[2]): Promise<T> {
    return asOperator(at(port), this.#processes.passwords.REDIS_OPERATOR_PASSWORD, work);
  }

  async end(): Promise<void> {
    for (const server of this.#servers) server.close();
    await this.#processes.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(lines: readonly string[]): Promise<void> {
    const [primary = 0] = this.nodes;
    await Promise.all(this.nodes.map((node) => this.#listen(node)));
    await Promise.all(
      this.nodes.map((node, i) =>
        this.#processes.node(
          this.#behind(node),
          `replica-announce-ip ${loopback}`,
          `replica-announce-port ${node}`,
          `bind-source-addr ${sourceOf("node", i)}`,
          ...(node === primary ? [] : [`replicaof ${loopback} ${primary}`]),
          `${replicasToWriteSetting} ${replicasToWrite(this.nodes.length - 1)}`,
          ...lines,
        ),
      ),
    );
    await Promise.all(
      this.sentinels.map((port, i) =>
        this.#processes.sentinel(
          port,
          primary,
          `bind-source-addr ${sourceOf("sentinel", i)}`,
          // By default it would announce the address that it connects from, on which it doesn't
          // listen.
          `sentinel announce-ip ${loopback}`,
          `sentinel announce-port ${port}`,
        ),
      ),
    );
    await awaitReplication(this.#processes.passwords, {
      sentinels: this.sentinels.map(at),
      replicas: this.nodes.length - 1,
    });
  }

  #behind(node: number): number {
    return node + this.nodes.length;
  }

  async #listen(node: number): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (client) => {
      client.on("error", () => {});
      const upstream = connect({ port: this.#behind(node), host: loopback, allowHalfOpen: true });
      upstream.once("error", () => client.resetAndDestroy());
      const source = client.remoteAddress ?? "";
      const from = this.nodes.find((_, i) => source === sourceOf("node", i));
      // This runs before the link's own listener, so that a client that is cut off doesn't get an
      // answer first.
      client.on("data", (chunk: Buffer) => {
        const name = naming.exec(chunk.toString("latin1"))?.[1];
        if (name === undefined) return;
        passage.name = name;
        this.#apply(passage);
      });
      const link = new Link(client, upstream);
      const passage: Passage = { link, to: node, from, isClient: source === loopback, name: "" };
      this.#passages.add(passage);
      client.once("close", () => this.#passages.delete(passage));
      this.#apply(passage);
    }).listen(node, loopback);
    this.#servers.push(server);
    await once(server, "listening");
  }

  #apply({ link, to, from, isClient, name }: Passage): void {
    const isApart = this.#cutOff.has(to) !== (from !== undefined && this.#cutOff.has(from));
    const isHidden = [...this.#hidden].some((hidden) => `${to} ${name}`.startsWith(hidden));
    link.set(isClient ? isHidden : isApart, 0);
  }
}

const at = (port: number): Address => ({ host: loopback, port });
const sourceOf = (kind: "node" | "sentinel", index: number) =>
  `127.0.${kind === "node" ? 5 : 4}.${index + 1}`;
