import path from "node:path";
import { z } from "zod";
import { replicasToWriteSetting } from "../lib/session/config/replicas-to-write.ts";
import { sentinelGroup } from "../lib/session/config/sentinel-group.ts";
import type { Container } from "./compose/container.ts";
import { Containers } from "./compose/containers.ts";
import { replaceNodes } from "./compose/deploy.ts";
import { Docker } from "./compose/docker.ts";
import { cut, heal } from "./compose/firewall.ts";
import { afterItsCheck } from "./compose/health.ts";
import { Images } from "./compose/images.ts";
import { reachable } from "./compose/reach.ts";
import { RedisCli } from "./compose/redis-cli.ts";
import { secretsIn } from "./compose/secrets.ts";
import type { ComposeSettings } from "./compose/settings.ts";
import { awaitReplication } from "./compose/settle.ts";
import { plannedFailover } from "./failover.ts";
import { withLock } from "./lock.ts";
import { fillMemory, relieveMemory } from "./memory.ts";
import { assertReplicasToWrite } from "./replicas-to-write.ts";
import type { Secrets } from "./secrets.ts";
import { defaultStateDir } from "./settings.ts";
import { type LogOptions, type PartStatus, type Stack, StackError, type WhenFull } from "./stack.ts";
import { type Address, defaultPorts, type Part, type PartKind, partsOf, topology } from "./topology.ts";

/** Each kind needs those before it. Sentinels come before Redis: a node asks them for its role when it starts. */
const startOrder: readonly PartKind[] = ["sentinel", "redis", "identity-provider", "app", "load-balancer"];

/** What is published on this machine; the others are reached at their containers' addresses. */
const published: ReadonlySet<PartKind> = new Set(["load-balancer", "identity-provider"]);

/** The stack as containers of one Compose project, found by their labels: any terminal can work on it. */
export class ComposeStack implements Stack {
  readonly parts: readonly Part[];
  readonly canLag = false;
  /** For what tests ask of containers. */
  readonly docker: Docker;
  readonly project: string;
  readonly images: Images;
  readonly containers: Containers;
  readonly #cli: RedisCli;
  #knownSecrets: Promise<Secrets> | undefined;

  constructor(settings: ComposeSettings) {
    this.parts = topology({ ...defaultPorts, ...settings.ports }).map((part) => ({
      ...part,
      // The nodes are one image. Redis and Sentinel have a port of their own each: redis/compose/node.sh says why.
      port: part.kind === "app" ? 3000 : part.port,
    }));
    this.docker = new Docker(settings);
    this.project = settings.project;
    this.images = new Images(this.docker, `unstuck:${settings.imageTag}`);
    this.#cli = new RedisCli(this.docker, async () => (await this.secrets()).REDIS_OPERATOR_PASSWORD);
    this.containers = new Containers(this.docker, this.#cli, this.project);
  }

  /** The secrets that this stack was given on its first run. */
  secrets(): Promise<Secrets> {
    this.#knownSecrets ??= this.containers
      .of("secrets")
      .then((container) => secretsIn(this.docker, container));
    return this.#knownSecrets;
  }

  /** Builds the images, showing how it goes: about a minute, seconds when nothing has changed. */
  async build(): Promise<void> {
    await this.docker.compose(["build"], { show: true });
  }

  /**
   * Builds the app's image from the sources as they are, with the key of the one that runs: each takes the forms of the other's pages.
   * @returns The image, for `deploy`.
   */
  async buildNext(): Promise<string> {
    const key = await this.actionsKey();
    const env = { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: key };
    await this.docker.compose(["build", "assets"], { show: true, env });
    return this.images.chosen();
  }

  /** The key that the running image seals what its Server Actions close over with. */
  async actionsKey(): Promise<string> {
    const { id } = await this.containers.running("app-a");
    const manifest = await this.docker.exec(id, ["cat", ".next/server/server-reference-manifest.json"]);
    return z.object({ encryptionKey: z.string() }).parse(JSON.parse(manifest ?? "{}")).encryptionKey;
  }

  async up(): Promise<void> {
    const before = await this.containers.now();
    if (this.parts.every(({ name }) => before.has(name))) await this.#startAll();
    else await this.docker.compose(["up", "-d"]);
    await this.containers.awaitUp(this.parts);
    const now = await this.containers.now();
    const of = (kind: PartKind) => partsOf(this.parts, kind).flatMap(({ name }) => now.get(name) ?? []);
    const nodes = of("redis");
    await awaitReplication(this.#cli, { nodes, sentinels: of("sentinel") });
    for (const node of nodes) {
      const [, value] = await this.#cli.ask(node, `CONFIG GET ${replicasToWriteSetting}`);
      assertReplicasToWrite(node.service, value, nodes.length - 1);
    }
  }

  async down(): Promise<void> {
    await this.containers.thawAll();
    await this.docker.compose(["down"]);
  }

  /** Like `down`, and deletes the data and the secrets as well. */
  async destroy(): Promise<void> {
    await this.containers.thawAll();
    await this.docker.compose(["down", "--volumes", "--remove-orphans"]);
    this.#knownSecrets = undefined;
  }

  status(): Promise<PartStatus[]> {
    return this.containers.statusOf(this.parts);
  }

  async kill(name: string): Promise<void> {
    await this.containers.kill(this.#part(name).name);
  }

  async start(name: string): Promise<void> {
    await this.containers.start(this.#part(name));
  }

  async restart(name?: string): Promise<void> {
    const parts = name === undefined ? partsOf(this.parts, "app") : [this.#part(name)];
    for (const part of parts) await this.containers.restart(part);
  }

  async deploy(image: string): Promise<void> {
    await this.#replaceNodes(async (from) => ({
      to: image,
      remember: async () => {
        if (image !== from) await this.images.keep(from);
      },
    }));
  }

  async rollback(): Promise<void> {
    await this.#replaceNodes(async (from) => ({
      to: await this.images.previous(from),
      remember: () => this.images.leave(from),
    }));
  }

  async builds(): Promise<string[]> {
    return this.images.builds((await this.containers.of("app-a")).image);
  }

  async freeze(name: string): Promise<void> {
    const { id } = await this.#running(name);
    await afterItsCheck(this.docker, id);
    await this.docker.run(["pause", id]);
  }

  async thaw(name: string): Promise<void> {
    await this.docker.run(["unpause", (await this.#running(name)).id]);
  }

  async cut(one: string, others: readonly string[]): Promise<void> {
    await cut(await this.#running(one), await Promise.all(others.map((other) => this.#running(other))));
  }

  async lag(): Promise<never> {
    throw new StackError(
      "With --compose nothing can be made late: Docker can't do it, and not every kernel can. Without, NETWORK=relay can.",
    );
  }

  async heal(): Promise<void> {
    const alive = [...(await this.containers.now()).values()].filter(({ pid }) => pid > 0);
    for (const container of alive) await heal(container);
  }

  async failover(): Promise<string> {
    const containers = await this.containers.now();
    const { host } = await plannedFailover({
      sentinels: await this.#addresses("sentinel"),
      password: (await this.secrets()).REDIS_OPERATOR_PASSWORD,
      group: sentinelGroup,
      // The Sentinels tell names, which mean nothing out here.
      reach: ({ host, port }) => ({ host: containers.get(host)?.addresses[0] ?? host, port }),
    });
    return host;
  }

  async fill(whenFull: WhenFull, withStrangers?: boolean): Promise<void> {
    const { REDIS_OPERATOR_PASSWORD } = await this.secrets();
    await fillMemory(await this.#addresses("redis"), REDIS_OPERATOR_PASSWORD, whenFull, withStrangers);
  }

  async relieve(): Promise<void> {
    const { REDIS_OPERATOR_PASSWORD } = await this.secrets();
    await relieveMemory(await this.#addresses("redis"), REDIS_OPERATOR_PASSWORD);
  }

  async loseDisk(name: string): Promise<void> {
    if (this.#part(name).kind !== "redis") {
      throw new StackError(`${name} keeps nothing on disk; lose-disk is for Redis nodes.`);
    }
    const { id, image, state } = await this.containers.of(name);
    if (state === "running" || state === "paused") await this.kill(name);
    await this.docker.run([
      ...["run", "--rm", "--network", "none", "--volumes-from", id, "--entrypoint", "sh", image],
      ...["-c", "find /data -mindepth 1 -delete"],
    ]);
  }

  async logs(names: readonly string[], { follow, level, id }: LogOptions): Promise<void> {
    if (level ?? id)
      throw new StackError("With --compose the logs are Docker's own, which can't be filtered: use `grep`.");
    const services = names.map((name) => this.#part(name).name);
    const args = ["logs", "--timestamps", "--tail=100", ...(follow ? ["--follow"] : []), ...services];
    await this.docker.compose(args, { show: true });
  }

  async address(name: string): Promise<Address> {
    const part = this.#part(name);
    const container = await this.#running(name);
    const host = published.has(part.kind) ? "127.0.0.1" : reachable(container);
    if (host === undefined) {
      throw new StackError(
        `${name} can't be reached from this machine: it is in no network now, or Docker's engine runs elsewhere (as Docker Desktop's does).`,
      );
    }
    return { host, port: part.port };
  }

  /** @param choose Gets the image that the nodes run. */
  async #replaceNodes(
    choose: (from: string) => Promise<{ to: string; remember: () => Promise<void> }>,
  ): Promise<void> {
    await withLock(path.join(defaultStateDir, `deploy-${this.project}.lock`), async () => {
      const [from = ""] = await this.builds();
      await replaceNodes({
        ...(await choose(from)),
        docker: this.docker,
        images: this.images,
        nodes: partsOf(this.parts, "app"),
        from,
        // Longer than at a start: the site is in use, and a node that comes late is no reason to go back.
        awaitUp: (node) => this.containers.awaitUp([this.#part(node)], 150_000),
      });
    });
  }

  async #startAll(): Promise<void> {
    await this.containers.thawAll();
    for (const kind of startOrder) await this.containers.startMissing(partsOf(this.parts, kind));
  }

  #addresses(kind: PartKind): Promise<Address[]> {
    return Promise.all(partsOf(this.parts, kind).map(({ name }) => this.address(name)));
  }

  #part(name: string): Part {
    const part = this.parts.find((candidate) => candidate.name === name);
    if (part) return part;
    throw new StackError(
      `There is no part "${name}". The parts: ${this.parts.map((p) => p.name).join(", ")}.`,
    );
  }

  #running(name: string): Promise<Container> {
    return this.containers.running(this.#part(name).name);
  }
}
