/*
 * Section: Containers
 * Promise: From outside, only nginx and the development identity provider answer.
 * Control: From the nodes' own network the same search reaches Redis.
 */
import {
  aboutContainers,
  appImage,
  docker,
  idOf,
  inContainers,
  innerAddresses,
  networkName,
} from "./fixtures/containers.ts";
import { stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(!inContainers, aboutContainers);

/** Tries to connect to each address, and prints the names of the parts that accepted. */
const connectToAll = `
  const net = require("node:net");
  const targets = JSON.parse(process.argv[1]);
  Promise.all(targets.map(({ name, host, port }) => new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: 2000 });
    const done = (open) => { socket.destroy(); resolve(open ? [name] : []); };
    socket.on("connect", () => done(true)).on("timeout", () => done(false)).on("error", () => done(false));
  }))).then((open) => console.log(JSON.stringify(open.flat())));
`;

/** The parts that a container in this network can reach, at any of their addresses. */
async function reachableFrom(network: string): Promise<string[]> {
  const targets = (await innerAddresses()).map(({ name, host, port }) => ({
    name,
    host,
    port,
  }));
  expect(targets.length).toBeGreaterThan(stack.parts.length);
  const output = await docker(
    ...["run", "--rm", "--network", network, appImage()],
    ...["node", "-e", connectToAll, JSON.stringify(targets)],
  );
  return [...new Set(JSON.parse(output) as string[])].sort();
}

test("a stranger's container reaches no part of the stack by its own address", async () => {
  expect(await reachableFrom("bridge")).toEqual([]);
});

test("from where nginx is, Redis and the Sentinels can't be reached; from where the nodes are, they can", async () => {
  const outer = ["app-a", "app-b", "app-c", "identity-provider", "nginx"];
  const inner = ["redis-1", "redis-2", "redis-3", "sentinel-1", "sentinel-2", "sentinel-3"];
  expect(await reachableFrom(networkName("front"))).toEqual(outer);
  expect(await reachableFrom(networkName("back"))).toEqual(["app-a", "app-b", "app-c", ...inner]);
});

test("on the machine, nginx and the development identity provider are published, on loopback, and nothing else", async () => {
  const published: Record<string, string> = {};
  for (const { name } of stack.parts) {
    const id = await idOf(name);
    const ports = await docker("port", id);
    if (ports !== "") published[name] = ports;
  }
  const port = (name: string) => stack.parts.find((part) => part.name === name)?.port;
  expect(published).toEqual({
    nginx: `8080/tcp -> 127.0.0.1:${port("nginx")}`,
    "identity-provider": `8090/tcp -> 127.0.0.1:${port("identity-provider")}`,
  });
});
