import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePorts } from "../lib/session/testing/free-ports.ts";
import { poll } from "../lib/session/testing/poll.ts";
import { nginxDriver } from "../stack/native/nginx.ts";
import { readSettings } from "../stack/settings.ts";
import { type Part, partsOf, topology } from "../stack/topology.ts";

export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts one more nginx with the project's own configuration, in front of some of the running
 * nodes.
 */
export async function openBalancer(names: readonly string[]): Promise<Balancer> {
  const folder = await mkdtemp(path.join(tmpdir(), "unstuck-balancer-"));
  const port = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const settings = { ...readSettings(), stateDir: folder, siteUrl: url };
  const nodes = partsOf(topology(settings.ports), "app").filter(({ name }) => names.includes(name));
  const part: Part = { name: "nginx", kind: "load-balancer", port, listens: port, portSetting: "PORT" };
  const driver = nginxDriver(settings, nodes);
  const { file, args, cwd, env } = await driver.prepare(part, true);
  // The log is a file, because nginx opens /dev/stdout by name, which doesn't work with a pipe of
  // Node.js.
  const log = await open(path.join(folder, "log"), "a");
  const nginx = spawn(file, [...args], {
    cwd,
    env: { NODE_ENV: "production", ...env },
    stdio: ["ignore", log.fd, log.fd],
  });
  const ended = once(nginx, "exit");
  const close = async () => {
    nginx.kill(driver.stopSignal);
    await ended;
    await log.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await poll(async () => (await driver.probe(part)).health === "up", {
      timeoutMs: driver.readyWithinMs,
      promise: `nginx answers at ${url}`,
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { url, close };
}

export interface Balancers {
  urlOf(names: readonly string[]): string;
  close(): Promise<void>;
}

/** Opens one balancer for each different group of nodes. The order of the names doesn't matter. */
export async function openBalancers(groups: readonly (readonly string[])[]): Promise<Balancers> {
  const keyOf = (names: readonly string[]) => names.toSorted().join(" ");
  const opened = new Map<string, Balancer>();
  const close = async () => {
    await Promise.all([...opened.values()].map((balancer) => balancer.close()));
  };
  try {
    for (const group of groups) {
      if (!opened.has(keyOf(group))) opened.set(keyOf(group), await openBalancer(group));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    urlOf(names) {
      const balancer = opened.get(keyOf(names));
      if (!balancer) throw new Error(`No nginx stands in front of ${names.join(", ")}.`);
      return balancer.url;
    },
    close,
  };
}
