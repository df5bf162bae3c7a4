import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { StackError } from "../stack.ts";
import type { Backup } from "./backup-file.ts";
import { lackingKeys, takeKeys, writeSetting } from "./keys.ts";
import { assertStopped, type Place } from "./place.ts";

export interface RestoreOptions {
  /** Erase what is on the disks of the Redis nodes. */
  readonly replace: boolean;
  /**
   * Give every session an end, because those that were revoked since the backup would live again.
   */
  readonly signEveryoneOut: boolean;
}

/** Puts the backup's keys into .env, on request or if there is no .env yet, as on a new machine. */
export async function prepareKeys(envFile: string, backup: Backup, take: boolean): Promise<void> {
  if (take || !existsSync(envFile)) await takeKeys(envFile, backup.keys);
}

/**
 * Puts a backup on the disks of a site that doesn't run. A refusal changes nothing.
 * @returns The node that has the data.
 * @throws {StackError} if a part runs, a disk has data, or .env lacks a key that the data were
 * written with.
 */
export async function restoreBackup(
  { status, disks, secrets, envFile }: Place,
  { keys, data }: Backup,
  { replace, signEveryoneOut }: RestoreOptions,
): Promise<string> {
  assertStopped(status, "npm run stack -- stop");
  const lacking = lackingKeys(await secrets(), keys);
  if (lacking.length > 0) {
    throw new StackError(
      `The site's ${lacking.join(", ")} lack keys that the backup was made with, so its sessions could not be read. ` +
        "Add --take-keys to write the backup's keys into .env.",
    );
  }
  const used = await disks.used();
  if (used.length > 0 && !replace) {
    throw new StackError(
      `${used.join(", ")} ${used.length > 1 ? "have" : "has"} data. Add --replace to erase them and restore the backup instead.`,
    );
  }
  if (signEveryoneOut) await writeSetting(envFile, "SESSION_PEPPERS", randomBytes(32).toString("base64url"));
  await disks.erase();
  return disks.write(data);
}
