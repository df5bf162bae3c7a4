import { setTimeout as pause } from "node:timers/promises";
import calculateSlot from "cluster-key-slot";
import { expect, onTestFinished } from "vitest";
import { tagOf } from "../keys.ts";
import type { RedisSessionsOptions } from "../options.ts";
import type { StoreParts } from "../parts.ts";
import type { RedisSessions } from "../store.ts";
import { OwnRedis } from "./own-redis.ts";
import { poll } from "./poll.ts";
import { idOf, ownerOf } from "./slot-move.ts";
import { login, openStore, type Visits } from "./stores.ts";

/**
 * The store that ends the session before the takeover: either the one that reads it afterwards, or
 * another, which is closed at once.
 */
export type Revoker = "the same store" | "another store";

/**
 * A node of the app revokes a session, then a replica that never heard of the revocation takes
 * over. No connection of the node is lost.
 * @returns Every answer that the node got when it read the session from then on.
 */
export async function takeOver(
  parts: Partial<StoreParts> = {},
  revoker: Revoker = "the same store",
  options: Pick<RedisSessionsOptions, "announcements"> = {},
): Promise<string[]> {
  const redis = await OwnRedis.begin();
  onTestFinished(() => redis.end());
  const { url, primaries, replicas } = await redis.cluster();
  // Only the primary acknowledges, as if the replica that also had the revocation were discarded.
  const alone = `${url}?replicas=0`;
  const store = openStore("cluster", { url: alone, parts, ...options });
  const other = openStore("cluster", { url: alone, ...options });
  if (revoker === "another store" && options.announcements !== false) await hears(store, other);
  const { token, session } = await store.create(login());
  const spared = await store.create(login(session.user));
  const primary = ownerOf(calculateSlot(tagOf(session.user)), primaries);
  const replica = replicas[primaries.indexOf(primary)];
  if (!replica) throw new Error("The primary has no replica.");
  await poll(async () => (await store.read(token)).status === "alive", {
    timeoutMs: 2000,
    promise: "the node reads from the Cluster",
  });
  await primary.operator.wait(1, 1000);
  await primary.operator.config("SET", "min-replicas-to-write", "0");
  await replica.operator.config("SET", "min-replicas-to-write", "0");
  replica.freeze();
  await primary.operator.call("CLIENT", "KILL", "TYPE", "replica");
  const ending = revoker === "the same store" ? store : other;
  expect(await ending.revoke({ token })).toBe(true);
  if (ending === other) await other.close();
  expect((await store.read(token)).status).toBe("none");
  const takeover = replica.operator.call("CLUSTER", "FAILOVER", "TAKEOVER");
  replica.thaw();
  await takeover;

  const answers: string[] = [];
  const id = await idOf(replica);
  let followed = 0;
  // The loop makes some more reads once the old primary follows the new one, since from then on it
  // sends its callers to the new one.
  while (followed < 200) {
    answers.push((await store.read(token)).status);
    if (followed > 0 || (await primary.operator.info("replication")).includes("role:slave")) followed += 1;
    await pause(2);
  }
  expect(String(await primary.operator.call("CLUSTER", "NODES"))).toMatch(new RegExp(`${id} .*master`));
  expect((await store.read(spared.token)).status).toBe("alive");
  return answers;
}

/** Waits until a store hears of the sessions that the other one ends. */
async function hears(store: RedisSessions<Visits>, other: RedisSessions<Visits>): Promise<void> {
  let heard = false;
  const ended = () => {
    heard = true;
  };
  await poll(
    async () => {
      const { session } = await other.create(login());
      const leave = store.watch(session, { ended, unsure: () => {} });
      await other.revoke({ user: session.user, id: session.id });
      await pause(20);
      leave();
      return heard;
    },
    { timeoutMs: 5000, promise: "the stores hear each other" },
  );
}
