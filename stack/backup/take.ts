import { poll } from "../../lib/session/testing/poll.ts";
import { asOperator } from "../../lib/session/testing/redis-admin.ts";
import type { Site } from "../site.ts";
import { StackError } from "../stack.ts";
import type { Backup } from "./backup-file.ts";
import { fullCopy } from "./full-copy.ts";
import { keysOf } from "./keys.ts";

/**
 * Copies everything that Redis has from a replica, so that the copy doesn't hold up the primary.
 * Every write that was acknowledged before this began is in the copy.
 * @throws {StackError} if there is no primary, or no replica that has caught up with it.
 */
export async function takeBackup({
  stack,
  secrets,
}: Pick<Site, "stack" | "secrets">): Promise<Backup & { readonly from: string }> {
  const made = new Date();
  const known = await secrets();
  const { REDIS_OPERATOR_PASSWORD: password } = known;
  const status = (await stack.status()).filter(({ health }) => health === "up");
  const primaries = status.filter(({ role }) => role === "primary");
  const [primary] = primaries;
  if (primary === undefined || primaries.length > 1) {
    throw new StackError(
      `There is ${primary ? "more than one primary" : "no primary"} now, so nobody can say whether a replica has everything. See \`npm run stack -- status\`.`,
    );
  }
  const replication = async (name: string) =>
    asOperator(await stack.address(name), password, (redis) => redis.info("replication"));
  const offset = number(await replication(primary.name), "master_repl_offset");
  for (const { name } of status.filter(({ role }) => role === "replica")) {
    const caughtUp = poll(async () => number(await replication(name), "slave_repl_offset") >= offset, {
      timeoutMs: 5000,
      promise: `${name} has what the primary had`,
    });
    if (!(await caughtUp.catch(() => false))) continue;
    const address = await stack.address(name);
    const data = await fullCopy(address, password).catch((error: unknown) => {
      throw new StackError(`${name} gave no copy. ${error instanceof Error ? error.message : error}`);
    });
    const info = await asOperator(address, password, (redis) => redis.info("server"));
    const server = /^redis_version:(\S+)/m.exec(info)?.[1] ?? "unknown";
    return { made, server, keys: keysOf(known), data, from: name };
  }
  throw new StackError(
    "No replica has caught up with the primary. Start one, or end what holds it up; see `npm run stack -- status`.",
  );
}

const number = (info: string, name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1]);
