import { expect, onTestFinished, test } from "vitest";
import { DividedGroup } from "./testing/divided-group.ts";
import { RedisProxy } from "./testing/proxy.ts";
import { login, openStore } from "./testing/stores.ts";

/**
 * Milliseconds within which the other nodes have elected a primary and could acknowledge: an
 * election takes about 4.5 s.
 */
const electedWithin = 12_000;

interface Outcome {
  /** The other side's answer to the revocation. */
  revocation: "acknowledged" | "unavailable";
  /** The answer of the node that is cut off about the session afterwards. */
  read: string;
}

/**
 * The primary, one replica and a node of the app are cut off from the other nodes and from the
 * Sentinels. The others elect another primary, where the session is revoked.
 */
async function cutOffWithOne(replicas: number, ...lines: readonly string[]): Promise<Outcome> {
  const group = await DividedGroup.begin(replicas, ...lines);
  onTestFinished(() => group.end());
  const proxies = await Promise.all(group.sentinels.map((port) => RedisProxy.open(group.urlOf(port))));
  onTestFinished(() => {
    for (const proxy of proxies) proxy.close();
  });
  const cutOff = openStore("sentinel", { url: group.url(proxies.map(({ port }) => port)), label: "cut-off" });
  const deadlines = { read: 2000, write: electedWithin };
  const store = openStore("sentinel", { url: group.url(), label: "other", deadlines });
  const { token } = await store.create(login());
  expect((await cutOff.read(token)).status).toBe("alive");

  const [primary = 0, replica = 0, ...others] = group.nodes;
  for (const proxy of proxies) proxy.hold();
  for (const other of others) group.hide(other, "cut-off");
  for (const node of [primary, replica]) {
    group.cutOff(node);
    group.hide(node, "other");
  }
  const revocation = await store.revoke({ token }).then(
    () => "acknowledged" as const,
    () => "unavailable" as const,
  );
  const read = await cutOff.read(token).then(
    ({ status }) => status,
    () => "unavailable",
  );
  return { revocation, read };
}

test("with four replicas, a node that is cut off with the primary and one of them accepts no revoked session", async () => {
  expect(await cutOffWithOne(4)).toEqual({ revocation: "acknowledged", read: "unavailable" });
}, 60_000);

test("with three, neither half has most of the nodes, so none acknowledges a revocation and none accepts a session", async () => {
  expect(await cutOffWithOne(3)).toEqual({ revocation: "unavailable", read: "unavailable" });
}, 60_000);

test("control: with three and `min-replicas-to-write 1` the revoked session is accepted", async () => {
  expect(await cutOffWithOne(3, "min-replicas-to-write 1")).toEqual({
    revocation: "acknowledged",
    read: "alive",
  });
}, 60_000);
