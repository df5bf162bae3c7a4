import { sentinelGroup } from "../lib/session/config/sentinel-group.ts";
import type { Container } from "./compose/container.ts";
import { Containers } from "./compose/containers.ts";
import { Deployments } from "./compose/deployments.ts";
import { Docker } from "./compose/docker.ts";
import { cut } from "./compose/firewall.ts";
import { afterItsCheck } from "./compose/health.ts";
import { Images } from "./compose/images.ts";
import { partsInContainers } from "./compose/parts.ts";
import { addressOf } from "./compose/reach.ts";
import { RedisCli } from "./compose/redis-cli.ts";
import { secretsIn } from "./compose/secrets.ts";
import type { ComposeSettings } from "./compose/settings.ts";
import { assertNodesNeedReplicas, awaitReplication } from "./compose/settle.ts";
import { plannedFailover } from "./failover.ts";
import { fillMemory, relieveMemory } from "./memory.ts";
import { diskOwner, partNamed } from "./part-named.ts";
import type { Secrets } from "./secrets.ts";
import { type LogOptions, type PartStatus, type Stack, StackError, type WhenFull } from "./stack.ts";
import { type Address, type Part, type PartKind, partsOf } from "./topology.ts";

/**
 * The stack as containers of one Compose project, found by their labels:
 * any terminal can work on it.
 */
export class ComposeStack implements Stack {
  readonly parts: readonly Part[];
  readonly canLag = false;
  /** Docker, for the questions that tests ask about containers. */
  readonly docker: Docker;
  readonly project: string;
  readonly images: Images;
  readonly containers: Containers;
  readonly deployments: Deployments;
  readonly #cli: RedisCli;
  #knownSecrets: Promise<Secrets> | undefined;

  constructor(settings: ComposeSettings) {
    this.parts = partsInContainers(settings);
    this.docker = new Docker(settings);
    this.project = settings.project;
    this.images = new Images(this.docker, `unstuck:${settings.imageTag}`);
    this.#cli = new RedisCli(this.docker, () => this.#operatorPassword());
    this.containers = new Containers(this.docker, this.#cli, this.project);
    this.deployments = new Deployments(this);
  }

  /** The secrets that this stack was given on its first run. */
  secrets(): Promise<Secrets> {
    this.#knownSecrets ??= secretsIn(this.docker, this.containers);
    return this.#knownSecrets;
  }

  async up(): Promise<void> {
    const before = await this.containers.now();
    if (this.parts.every(({ name }) => before.has(name))) await this.containers.startAll(this.parts);
    else await this.docker.compose(["up", "-d"]);
    await this.containers.awaitUp(this.parts);
    const now = await this.containers.now();
    const of = (kind: PartKind) => partsOf(this.parts, kind).flatMap(({ name }) => now.get(name) ?? []);
    await awaitReplication(this.#cli, { nodes: of("redis"), sentinels: of("sentinel") });
    await assertNodesNeedReplicas(this.#cli, of("redis"));
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

  deploy(image: string): Promise<void> {
    return this.deployments.deploy(image);
  }

  rollback(): Promise<void> {
    return this.deployments.rollback();
  }

  builds(): Promise<string[]> {
    return this.deployments.builds();
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
    await this.containers.healAll();
  }

  async failover(): Promise<string> {
    const containers = await this.containers.now();
    const { host } = await plannedFailover({
      sentinels: await this.#addresses("sentinel"),
      password: await this.#operatorPassword(),
      group: sentinelGroup,
      // The Sentinels give names, which mean nothing outside the containers.
      reach: ({ host, port }) => ({ host: containers.get(host)?.addresses[0] ?? host, port }),
    });
    return host;
  }

  async fill(whenFull: WhenFull, withStrangers?: boolean): Promise<void> {
    const nodes = await this.#addresses("redis");
    await fillMemory(nodes, await this.#operatorPassword(), whenFull, withStrangers);
  }

  async relieve(): Promise<void> {
    await relieveMemory(await this.#addresses("redis"), await this.#operatorPassword());
  }

  async loseDisk(name: string): Promise<void> {
    await this.containers.eraseDisk(diskOwner(this.parts, name).name);
  }

  async logs(names: readonly string[], { follow, level, id }: LogOptions): Promise<void> {
    if (level ?? id)
      throw new StackError("With --compose the logs are Docker's own, which can't be filtered: use `grep`.");
    const some = ["--timestamps", "--tail=100", ...(follow ? ["--follow"] : [])];
    await this.docker.compose(["logs", ...some, ...names.map((name) => this.#part(name).name)], {
      show: true,
    });
  }

  async address(name: string): Promise<Address> {
    return addressOf(this.#part(name), await this.#running(name));
  }

  async #operatorPassword(): Promise<string> {
    return (await this.secrets()).REDIS_OPERATOR_PASSWORD;
  }

  #addresses(kind: PartKind): Promise<Address[]> {
    return Promise.all(partsOf(this.parts, kind).map(({ name }) => this.address(name)));
  }

  #part(name: string): Part {
    return partNamed(this.parts, name);
  }

  #running(name: string): Promise<Container> {
    return this.containers.running(this.#part(name).name);
  }
}
