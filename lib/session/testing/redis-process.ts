import { mkdir } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { type RedisPasswords, writeRedisConfig, writeSentinelConfig } from "../config/files.ts";
import { sentinelGroup } from "../config/sentinel-group.ts";
import { loopback } from "./loopback.ts";
import { temporaryPasswords } from "./passwords.ts";
import { poll } from "./poll.ts";
import { asOperator } from "./redis-admin.ts";
import { requireRedisServer } from "./redis-server.ts";

/**
 * Redis processes of one test run. They end with the process that started them, however that ends.
 */
export class RedisProcesses {
  readonly passwords: RedisPasswords;
  readonly #running: { readonly port: number; readonly child: ReturnType<typeof runRedis> }[] = [];
  readonly #server: string | undefined;
  #stopped = false;
  readonly #folder: string;

  /**
   * @param folder The folder of their data. Processes of another version go on with the data, given
   * the same passwords.
   * @param options The server's file, and the passwords. By default the server is the one in
   * REDIS_BIN_DIR or on PATH, and the passwords are new.
   */
  constructor(
    folder: string,
    { server, passwords = temporaryPasswords() }: { server?: string; passwords?: RedisPasswords } = {},
  ) {
    this.#folder = folder;
    this.#server = server;
    this.passwords = passwords;
  }

  /** A node with the package's own redis.conf and ACL file, and these lines on top. */
  async node(port: number, ...lines: readonly string[]): Promise<void> {
    const folder = path.join(this.#folder, String(port));
    await mkdir(folder, { recursive: true });
    const file = await writeRedisConfig(folder, this.passwords, [
      `port ${port}`,
      `bind ${loopback}`,
      `dir "${folder}"`,
      ...lines,
    ]);
    await this.#run(port, [file]);
  }

  async sentinel(port: number, primaryPort: number, ...lines: readonly string[]): Promise<void> {
    const folder = path.join(this.#folder, String(port));
    const file = await writeSentinelConfig(
      folder,
      this.passwords,
      { host: loopback, port, primaryPort },
      lines,
    );
    await this.#run(port, [file, "--sentinel"]);
  }

  /** Starts a Sentinel that ran on this port before, with its saved configuration. */
  async sentinelAgain(port: number): Promise<void> {
    await this.#run(port, [path.join(this.#folder, String(port), "sentinel.conf"), "--sentinel"]);
  }

  /**
   * Ends the process on this port as an operator would: it finishes its work, and its data stays.
   */
  async end(port: number): Promise<void> {
    const child = this.#running.findLast((one) => one.port === port)?.child;
    child?.kill("SIGTERM");
    await child;
  }

  /** The address for the operator, who may do everything: count commands, evict, fail over. */
  operatorUrl(port: number): string {
    return `redis://operator:${this.passwords.REDIS_OPERATOR_PASSWORD}@${loopback}:${port}`;
  }

  /** The address for the app's user, as in REDIS_URL. */
  appUrl(port: number): string {
    return `redis://${this.#app}@${loopback}:${port}`;
  }

  sentinelUrl(ports: readonly number[]): string {
    const login = `sentinel-user=app&sentinel-password=${this.passwords.REDIS_APP_PASSWORD}`;
    return `redis+sentinel://${this.#app}@${hosts(ports)}/${sentinelGroup}?${login}`;
  }

  clusterUrl(ports: readonly number[]): string {
    return `redis+cluster://${this.#app}@${hosts(ports)}`;
  }

  get #app(): string {
    return `app:${this.passwords.REDIS_APP_PASSWORD}`;
  }

  /**
   * Ends all processes, including those that a start still under way would add: that start then
   * fails.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { child } of this.#running) child.kill();
    await Promise.all(this.#running.map(({ child }) => child));
  }

  async #run(port: number, args: readonly string[]): Promise<void> {
    const file = this.#server ?? (await requireRedisServer());
    if (this.#stopped) throw new Ended("The Redis processes of this run were stopped already.");
    const child = runRedis(file, args);
    this.#running.push({ port, child });
    await poll(
      async () => {
        if (child.exitCode !== undefined && child.exitCode !== null)
          throw new Ended(`The Redis on port ${port} ended while it started. Run it by hand to see why.`);
        return asOperator({ host: loopback, port }, this.passwords.REDIS_OPERATOR_PASSWORD, (redis) =>
          redis.ping(),
        );
      },
      // Loading a million sessions takes longer than a start without any.
      { timeoutMs: 60_000, promise: `the Redis on port ${port} answers`, everyMs: 20, giveUpOn: Ended },
    );
  }
}

const hosts = (ports: readonly number[]) => ports.map((port) => `${loopback}:${port}`).join(",");

const runRedis = (file: string, args: readonly string[]) =>
  execa(file, args, { forceKillAfterDelay: 3000, stdio: "ignore", reject: false });

class Ended extends Error {}
