import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openLoop } from "../../e2e/fixtures/open-loop.ts";
import { isUnavailable } from "../../lib/session/errors.ts";
import { poll } from "../../lib/session/testing/poll.ts";
import { asOperator } from "../../lib/session/testing/redis-admin.ts";
import { accepted, login, openStore } from "../../lib/session/testing/stores.ts";
import { ownRedisUrl } from "../native/app.ts";
import { RedisStack } from "../testing/redis-stack.ts";
import { defaultPorts } from "../topology.ts";
import type { Backup } from "./backup-file.ts";
import type { Place } from "./place.ts";
import { restoreBackup } from "./restore.ts";
import { takeBackup } from "./take.ts";

let own: RedisStack;
beforeAll(async () => {
  own = await RedisStack.begin();
}, 120_000);
afterAll(() => own.end(), 60_000);

/**
 * The users are few, so that each has several sessions and a backup may fall between two writes of
 * one.
 */
const users = Array.from({ length: 50 }, (_, number) => `user ${number}`);

it("a backup under 100 logins per second has every session that was acknowledged before, none that had ended, and no half of one", async () => {
  const { stack, secrets } = own;
  const url = ownRedisUrl(
    { ports: defaultPorts, secrets, environment: {} } as Parameters<typeof ownRedisUrl>[0],
    stack.parts,
  );
  const store = openStore("sentinel", { url, policy: { cap: 1000 } });
  const living: string[] = [];
  const ended: string[] = [];
  const failures: unknown[] = [];
  const use = async (turn: number) => {
    const { token } = await store.create(login(users[turn % users.length]));
    if (turn % 10 > 0) return void living.push(token);
    await store.revoke({ token });
    ended.push(token);
  };
  const over = new AbortController();
  let number = 0;
  const load = openLoop({
    rate: 100,
    most: 1000,
    until: over.signal,
    send: async () => {
      number += 1;
      await use(number).catch((error: unknown) => {
        // Nothing was acknowledged, as on a machine that is too busy for its deadlines.
        if (!isUnavailable(error)) failures.push(error);
      });
    },
  });
  await poll(async () => living.length > 200, { timeoutMs: 60_000, promise: "200 logins" });

  const [before, endedBefore] = [[...living], [...ended]];
  const backup = await takeBackup({ stack, secrets: async () => secrets });
  const loaded = living.length;
  await poll(async () => living.length > loaded + 50, { timeoutMs: 30_000, promise: "the load goes on" });
  over.abort();
  await load;
  expect(failures).toEqual([]);

  await restored(backup);
  const witness = openStore("sentinel", { url });
  // This asks again where a busy machine gave no answer in time, because that isn't "signed out".
  const alive = (tokens: readonly string[]) =>
    poll(() => accepted(witness, tokens), { timeoutMs: 60_000, promise: "every read is answered" });
  expect((await alive(before)).filter((yes) => !yes)).toEqual([]);
  expect((await alive(endedBefore)).filter(Boolean)).toEqual([]);
  const { indexed, records } = await onPrimary(keysNow);
  expect(records.length).toBeGreaterThanOrEqual(before.length);
  expect(records, "every record is in its index, and the other way round").toEqual(indexed);

  // The control: half a session is found.
  const half = await onPrimary(async (redis) => {
    await redis.del(records[0] ?? "");
    return keysNow(redis);
  });
  expect(half.records).not.toEqual(half.indexed);
}, 240_000);

async function restored(backup: Backup): Promise<void> {
  const { stack, secrets, stateDir } = own;
  await stack.down();
  const stopped: Place = {
    status: await stack.status(),
    disks: stack.disks,
    secrets: async () => secrets,
    envFile: `${stateDir}/.env`,
  };
  await restoreBackup(stopped, backup, { replace: true, signEveryoneOut: false });
  await stack.up();
}

const onPrimary = async <T>(work: Parameters<typeof asOperator<T>>[2]): Promise<T> => {
  const primary = (await own.stack.status()).find(({ role }) => role === "primary");
  const address = await own.stack.address(primary?.name ?? "");
  return asOperator(address, own.secrets.REDIS_OPERATOR_PASSWORD, work);
};

/** The records that exist, and those that the users' indexes list. */
async function keysNow(redis: Redis): Promise<{ indexed: string[]; records: string[] }> {
  const keys = await redis.keys("unstuck:{*");
  const indexes = keys.filter((key) => key.endsWith("}:u"));
  const lists = await Promise.all(
    indexes.map(async (key) =>
      (await redis.zrange(key, "0", "-1")).map((id) => `${key.slice(0, -1)}s:${id}`),
    ),
  );
  return { indexed: lists.flat().sort(), records: keys.filter((key) => key.includes("}:s:")).sort() };
}
