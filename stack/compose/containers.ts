import { poll } from "../../lib/session/testing/poll.ts";
import { type PartStatus, StackError } from "../stack.ts";
import { type Part, type PartKind, partsOf } from "../topology.ts";
import { type Container, containersOf } from "./container.ts";
import type { Docker } from "./docker.ts";
import { heal } from "./firewall.ts";
import { probe } from "./probe.ts";
import type { RedisCli } from "./redis-cli.ts";

/**
 * Each kind needs those before it. Sentinels come before Redis: a node asks them
 * for its role when it starts.
 */
const startOrder: readonly PartKind[] = [
  "sentinel",
  "redis",
  "identity-provider",
  "app",
  "service",
  "load-balancer",
];

/**
 * The containers of one project, each by itself: the caller that starts
 * several sees to their order.
 */
export class Containers {
  readonly #docker: Docker;
  readonly #cli: RedisCli;
  readonly #project: string;

  constructor(docker: Docker, cli: RedisCli, project: string) {
    this.#docker = docker;
    this.#cli = cli;
    this.#project = project;
  }

  /** The containers as they are now, by part. */
  now(): Promise<Map<string, Container>> {
    return containersOf(this.#docker, this.#project);
  }

  /**
   * A part's container, running or not.
   * @throws {StackError} if there is none.
   */
  async of(name: string): Promise<Container> {
    const container = (await this.now()).get(name);
    if (container) return container;
    throw new StackError(
      `There is no container of ${name} in the project "${this.#project}". Start the stack with \`docker compose up\`.`,
    );
  }

  /** @throws {StackError} if it doesn't run. A frozen one does. */
  async running(name: string): Promise<Container> {
    const container = await this.of(name);
    if (isThere(container)) return container;
    throw new StackError(
      `${name} isn't running. Start it with \`npm run stack -- --compose start ${name}\`.`,
    );
  }

  /** @throws {StackError} if it doesn't run. */
  async kill(name: string): Promise<void> {
    const { id } = await this.running(name);
    await this.#docker.run(["kill", "--signal", "KILL", id]);
    await this.#docker.run(["wait", id]);
  }

  /** @throws {StackError} if it runs already. */
  async start(part: Part): Promise<void> {
    const container = await this.of(part.name);
    if (isThere(container)) throw new StackError(`${part.name} is running already.`);
    await this.#docker.run(["start", container.id]);
    await this.awaitUp([part]);
  }

  /**
   * Starts those that don't run, each kind after those that it needs, and doesn't wait for them.
   */
  async startAll(parts: readonly Part[]): Promise<void> {
    await this.thawAll();
    for (const kind of startOrder) await this.#startMissing(partsOf(parts, kind));
  }

  /**
   * Kills the part first if it runs.
   * @throws {StackError} if there is no such container.
   */
  async eraseDisk(name: string): Promise<void> {
    const container = await this.of(name);
    if (isThere(container)) await this.kill(name);
    await this.#docker.onVolumes(container, "find /data -mindepth 1 -delete");
  }

  async #startMissing(parts: readonly Part[]): Promise<void> {
    const all = await this.now();
    const down = parts.flatMap(({ name }) => {
      const container = all.get(name);
      return container && !isThere(container) ? [container.id] : [];
    });
    if (down.length > 0) await this.#docker.run(["start", ...down]);
  }

  async restart(part: Part): Promise<void> {
    const { id } = await this.of(part.name);
    // nginx takes its configuration again while it goes on serving (nginx/compose/start.sh).
    if (part.kind === "load-balancer") await this.#docker.run(["exec", id, "sh", "-c", "kill -HUP 1"]);
    else await this.#docker.run(["restart", "--time", "20", id]);
    await this.awaitUp([part]);
  }

  async thawAll(): Promise<void> {
    const paused = [...(await this.now()).values()].filter(({ state }) => state === "paused");
    if (paused.length > 0) await this.#docker.run(["unpause", ...paused.map(({ id }) => id)]);
  }

  /** Ends every cut between the containers. */
  async healAll(): Promise<void> {
    const alive = [...(await this.now()).values()].filter(({ pid }) => pid > 0);
    for (const container of alive) await heal(container);
  }

  async statusOf(parts: readonly Part[]): Promise<PartStatus[]> {
    const all = await this.now();
    return Promise.all(
      parts.map(async (part) => {
        const { name, kind, port } = part;
        const { role, pid, health } = await this.#condition(part, all.get(name));
        return { name, kind, role, pid, port, health };
      }),
    );
  }

  /** Waits until every one of these answers. */
  async awaitUp(parts: readonly Part[], timeoutMs = 60_000): Promise<void> {
    const [only] = parts.length === 1 ? parts : [];
    const logs = ["docker compose logs", ...(only ? [only.name] : [])].join(" ");
    await poll(async () => (await this.statusOf(parts)).every(({ health }) => health === "up"), {
      timeoutMs,
      promise: `${only?.name ?? "every part"} answers (\`${logs}\` says why not)`,
      everyMs: 500,
    });
  }

  async #condition(part: Part, container?: Container): Promise<Omit<PartStatus, keyof Part>> {
    switch (container?.state) {
      case "running":
        return { pid: container.pid, ...(await probe(this.#docker, this.#cli, part, container)) };
      case "paused":
        return { role: null, pid: container.pid, health: "frozen" };
      case "restarting":
        return { role: null, pid: null, health: "starting" };
      default:
        return { role: null, pid: null, health: "down" };
    }
  }
}

const isThere = ({ state }: Container) => state === "running" || state === "paused";
