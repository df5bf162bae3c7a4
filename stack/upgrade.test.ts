import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sentinelGroup } from "../lib/session/config/sentinel-group.ts";
import { isUnavailable } from "../lib/session/errors.ts";
import { freePorts } from "../lib/session/testing/free-ports.ts";
import { poll } from "../lib/session/testing/poll.ts";
import { asOperator } from "../lib/session/testing/redis-admin.ts";
import { RedisProcesses } from "../lib/session/testing/redis-process.ts";
import { startSentinelGroup } from "../lib/session/testing/sentinel-group.ts";
import { awaitReplication } from "../lib/session/testing/settle.ts";
import { accepted, login, openStore } from "../lib/session/testing/stores.ts";
import { plannedFailover } from "./failover.ts";
import { findRedisServer, requireRedisServer, type ServerVersion, versionOfServer } from "./redis-server.ts";
import { readEnvironment } from "./settings.ts";

const loopback = "127.0.0.1";
const plannedStep = "a planned failover";
const majorOf = ({ version }: ServerVersion) => Number.parseInt(version, 10);

/** The server on PATH and the one in REDIS_BIN_DIR, or why there is nothing to upgrade to. */
async function twoServers(): Promise<{ older: string; newer: string } | { reason: string }> {
  if (!readEnvironment().REDIS_BIN_DIR)
    return { reason: "REDIS_BIN_DIR names no folder of a newer server to upgrade to" };
  const older = await findRedisServer({});
  if (older === undefined) return { reason: "there is no redis-server on PATH to upgrade from" };
  const newer = await requireRedisServer();
  const [from, to] = await Promise.all([older, newer].map(versionOfServer));
  if (!from || !to || majorOf(from) >= majorOf(to))
    return { reason: `${to?.version} in REDIS_BIN_DIR isn't a major above ${from?.version} on PATH` };
  return { older, newer };
}

const servers = await twoServers();
if ("reason" in servers) console.warn(`NOT TESTED: an upgrade of Redis. ${servers.reason}.`);

let folder: string;
/** The processes of the older server, and those of the newer that go on with their data. */
let before: RedisProcesses;
let after: RedisProcesses;

beforeEach(async () => {
  if ("reason" in servers) return;
  folder = await mkdtemp(path.join(tmpdir(), "unstuck-upgrade-"));
  before = new RedisProcesses(folder, { server: servers.older });
  after = new RedisProcesses(folder, { server: servers.newer, passwords: before.passwords });
});

afterEach(async () => {
  if ("reason" in servers) return;
  await Promise.all([before.stop(), after.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const test = it.skipIf("reason" in servers);

test("Redis is replaced by a newer one, node by node and under load: no login is lost, and none fails", async () => {
  const first = await freePorts(6);
  const [primary = 0, ...replicas] = [first, first + 1, first + 2];
  const sentinels = [first + 3, first + 4, first + 5];
  await startSentinelGroup(before, [primary, ...replicas], sentinels);
  const group = sentinels.map((port) => ({ host: loopback, port }));
  const password = before.passwords.REDIS_OPERATOR_PASSWORD;
  const settled = () => awaitReplication(before.passwords, { sentinels: group, replicas: 2 });
  const failOver = () => {
    load.step = plannedStep;
    return plannedFailover({ sentinels: group, password, group: sentinelGroup });
  };
  const replace = async (node: number, follows: number) => {
    load.step = `the upgrade of ${node}`;
    await before.end(node);
    await after.node(node, `replicaof ${loopback} ${follows}`);
    await settled();
  };

  const load = new Load(before.sentinelUrl(sentinels));
  const loading = load.run();
  await load.more();
  for (const replica of replicas) await replace(replica, primary);
  const { port: next } = await failOver();
  expect(replicas).toContain(next);
  await load.more();
  await replace(primary, next);
  for (const sentinel of sentinels) {
    load.step = `the upgrade of Sentinel ${sentinel}`;
    await before.end(sentinel);
    await after.sentinelAgain(sentinel);
    await settled();
  }
  // The newer Sentinels do this failover, among newer nodes.
  await failOver();
  await load.more();
  load.done = true;
  await loading;

  const { name, version } = await versionOfServer(await requireRedisServer());
  for (const port of [primary, ...replicas, ...sentinels]) {
    const info = await asOperator({ host: loopback, port }, password, (redis) => redis.info("server"));
    expect(info).toContain(`${name.toLowerCase()}_version:${version}`);
  }
  expect(load.failures).toEqual([]);
  expect(load.unanswered, `of ${load.reads} reads`).toBeLessThan(load.reads / 50);
  // This store knows of no revocation, so it must ask.
  const witness = openStore("sentinel", { url: before.sentinelUrl(sentinels) });
  expect((await accepted(witness, load.living)).filter((yes) => !yes)).toEqual([]);
  expect((await accepted(witness, load.ended)).filter(Boolean)).toEqual([]);
}, 120_000);

test("an older replica can't follow a newer primary, which is why the primary is the last", async () => {
  const first = await freePorts(2);
  await after.node(first);
  await before.node(first + 1, `replicaof ${loopback} ${first}`, "logfile replica.log");
  const log = path.join(folder, String(first + 1), "replica.log");
  await poll(async () => (await readFile(log, "utf8")).includes("Can't handle RDB format version"), {
    timeoutMs: 8000,
    promise: "the replica says that it can't read what the newer primary sends",
  });
});

test("what a newer server has written, the older can't start with: the volumes don't go back", async () => {
  const port = await freePorts(1);
  await after.node(port);
  await after.end(port);
  await expect(before.node(port)).rejects.toThrow(/ended while it started/);
});

/** Logins, reads and sign-outs by two nodes of the app, a few at a time. */
class Load {
  readonly living: string[] = [];
  readonly ended: string[] = [];
  readonly failures: string[] = [];
  reads = 0;
  /**
   * Reads that gave up after their 2 s while a planned failover went on. It was seen on Valkey 8.0,
   * in two runs of 15 and up to three reads each. A read that says "signed out" is a failure.
   */
  unanswered = 0;
  /** The present work on Redis, which a failure names. */
  step = "nothing";
  done = false;
  readonly #stores: readonly ReturnType<typeof openStore>[];

  constructor(url: string) {
    this.#stores = [openStore("sentinel", { url }), openStore("sentinel", { url })];
  }

  async run(): Promise<void> {
    await Promise.all([...this.#stores, ...this.#stores].map((store) => this.#work(store)));
  }

  /** Waits until 50 more logins were acknowledged: the load goes on. */
  async more(): Promise<void> {
    const wanted = this.living.length + 50;
    await poll(async () => this.living.length >= wanted, { timeoutMs: 20_000, promise: "50 more logins" });
  }

  async #work(store: ReturnType<typeof openStore>): Promise<void> {
    while (!this.done) {
      const kept = await this.#try("login", () => store.create(login()));
      if (kept) this.living.push(kept.token);
      const short = await this.#try("login", () => store.create(login()));
      if (short && (await this.#try("sign-out", () => store.revoke({ token: short.token }))))
        this.ended.push(short.token);
      await this.#read(store);
      await pause(20);
    }
  }

  async #read(store: ReturnType<typeof openStore>): Promise<void> {
    const some = this.living[Math.floor(Math.random() * this.living.length)];
    if (some === undefined) return;
    this.reads += 1;
    const read = await this.#try("read", () => store.read(some));
    if (read && read.status !== "alive") this.failures.push(`read during ${this.step}: ${read.status}`);
  }

  async #try<T>(operation: string, work: () => Promise<T>): Promise<T | undefined> {
    const began = performance.now();
    try {
      return await work();
    } catch (error) {
      if (operation === "read" && isUnavailable(error) && this.step === plannedStep) {
        this.unanswered += 1;
        return undefined;
      }
      const took = Math.round(performance.now() - began);
      this.failures.push(`${operation} during ${this.step}, after ${took} ms: ${error}`);
      return undefined;
    }
  }
}
