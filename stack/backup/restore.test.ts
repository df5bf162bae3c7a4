import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asOperator } from "../../lib/session/testing/redis-admin.ts";
import { parseEnvFile } from "../env-file.ts";
import type { NativeStack } from "../native.ts";
import { ensureSecrets, temporarySecrets } from "../secrets.ts";
import { RedisStack } from "../testing/redis-stack.ts";
import type { Backup } from "./backup-file.ts";
import { prepareKeys, type RestoreOptions, restoreBackup } from "./restore.ts";
import { takeBackup } from "./take.ts";

const plainly: RestoreOptions = { replace: false, signEveryoneOut: false };
let own: RedisStack;
let stack: NativeStack;
let secrets: RedisStack["secrets"];
let envFile = "";

beforeAll(async () => {
  own = await RedisStack.begin();
  ({ stack, secrets } = own);
  envFile = path.join(own.stateDir, ".env");
}, 60_000);
afterAll(() => own.end(), 60_000);

const roles = async () =>
  Object.fromEntries((await stack.status()).flatMap(({ name, role }) => (role ? [[name, role]] : [])));
const nameOf = async (wanted: string) =>
  Object.entries(await roles()).find(([, role]) => role === wanted)?.[0] ?? "";
const onPrimary = async <T>(work: Parameters<typeof asOperator<T>>[2]) =>
  asOperator(await stack.address(await nameOf("primary")), secrets.REDIS_OPERATOR_PASSWORD, work);
const take = () => takeBackup({ stack, secrets: async () => secrets });
const restore = async (backup: Backup, options = plainly, has = secrets) =>
  restoreBackup(
    { status: await stack.status(), disks: stack.disks, secrets: async () => has, envFile },
    backup,
    options,
  );

it("brings back all of what a replica had, with its end, though every disk was lost and another node was primary", async () => {
  await onPrimary((redis) =>
    redis.pipeline().set("kept", "1").set("ends", "1", "EX", 5000).set("gone", "1").exec(),
  );
  // Redis-1, which a first start makes the primary, is a replica now.
  await stack.failover();
  expect((await roles())["redis-1"]).toBe("replica");
  const backup = await take();
  expect((await roles())[backup.from], "a copy doesn't hold up the primary").toBe("replica");
  await onPrimary((redis) => redis.set("later", "1"));

  await expect(restore(backup), "over a running site").rejects.toThrow(
    /The site runs \(.*npm run stack -- stop/,
  );
  await stack.down();
  await expect(restore(backup), "over data").rejects.toThrow(
    /redis-1, redis-2, redis-3 have data. Add --replace/,
  );
  const others = { ...secrets, SESSION_PEPPERS: temporarySecrets().SESSION_PEPPERS };
  await expect(restore(backup, plainly, others), "with other keys").rejects.toThrow(
    /SESSION_PEPPERS lack keys.*--take-keys/,
  );

  await restore(backup, { ...plainly, replace: true });
  await stack.up();
  await onPrimary(async (redis) => {
    expect(await redis.mget("kept", "gone", "later")).toEqual(["1", "1", null]);
    expect(await redis.ttl("ends")).toBeGreaterThan(4000);
    await redis.del("gone");
    await redis.set("after", "1");
  });

  // Writes after the restore stay too: the append-only file goes on from the copy.
  await stack.down();
  await stack.up();
  expect(await onPrimary((redis) => redis.mget("kept", "gone", "after"))).toEqual(["1", null, "1"]);
}, 120_000);

it("refuses a copy while no replica has all that the primary has", async () => {
  for (const [name, role] of Object.entries(await roles())) if (role === "replica") await stack.kill(name);
  await expect(take()).rejects.toThrow("No replica has caught up with the primary");
  await stack.up();
}, 60_000);

it("writes the backup's keys into .env where there is none, and otherwise if asked, in front of its own", async () => {
  const backup = { keys: { ...secrets, SESSION_PEPPERS: "theirs" } } as unknown as Backup;
  const pepper = async () => parseEnvFile(await readFile(envFile, "utf8")).SESSION_PEPPERS;
  await prepareKeys(envFile, backup, false);
  expect(await pepper()).toBe("theirs");

  await writeFile(envFile, "# Ours\nSESSION_PEPPERS=ours\nPORT=8081\n");
  await prepareKeys(envFile, backup, false);
  expect(await pepper()).toBe("ours");
  await prepareKeys(envFile, backup, true);
  await prepareKeys(envFile, backup, true);
  expect(await pepper()).toBe("theirs,ours");
  expect(await readFile(envFile, "utf8")).toMatch(/^# Ours\nSESSION_PEPPERS=theirs,ours\nPORT=8081\n/);
  expect(await ensureSecrets(envFile), "and makes what else is missing").toEqual([]);
});
