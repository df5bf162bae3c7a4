import { readFile, writeFile } from "node:fs/promises";
import { type Backup, decodeBackup, encodeBackup } from "../backup/backup-file.ts";
import type { Place } from "../backup/place.ts";
import { prepareKeys, type RestoreOptions, restoreBackup } from "../backup/restore.ts";
import { takeBackup } from "../backup/take.ts";
import { withVolumes } from "../compose/place.ts";
import { ComposeStack } from "../compose.ts";
import { NativeStack } from "../native.ts";
import { envFile, readEnvironment } from "../settings.ts";
import { StackError } from "../stack.ts";
import type { StackProgram } from "./program.ts";

/**
 * Adds the verbs that copy everything the site has in Redis into a file, and
 * bring it back from there.
 */
export function addBackupVerbs(program: StackProgram): void {
  program.command
    .command("backup <file>")
    .description(
      "copy all data and the key rings into a file, from a replica; encrypted if BACKUP_PASSPHRASE is set",
    )
    .action(async (file: string) => {
      const { BACKUP_PASSPHRASE, DATABASE_URL } = ownRedis();
      await program.requireRunning();
      const backup = await takeBackup(program.site);
      await writeNew(file, encodeBackup(backup, BACKUP_PASSPHRASE));
      console.log(`${file}: all that ${backup.from} had at ${backup.made.toISOString()}, and the key rings`);
      console.log(
        BACKUP_PASSPHRASE
          ? "It is encrypted. Without its passphrase nobody can restore it, so keep that elsewhere."
          : "It is not encrypted: keep it as you keep .env, or set BACKUP_PASSPHRASE and take another.",
      );
      if (DATABASE_URL) console.log("Users are in PostgreSQL: take a copy of that as well, with `pg_dump`.");
    });

  program.command
    .command("restore <file>")
    .description(
      "bring a backup back into a site that is stopped and has no data; the next start then has it",
    )
    .option("--replace", "erase the data that the Redis nodes have", false)
    .option("--take-keys", "write the backup's key rings into .env, in front of those that are there", false)
    .option("--sign-everyone-out", "keep the accounts and end every session, by a new SESSION_PEPPERS", false)
    .action(async (file: string, options: RestoreOptions & { takeKeys: boolean }) => {
      const backup = await readBackup(file, ownRedis().BACKUP_PASSPHRASE);
      const node = await inPlaceOf(program, async (place) => {
        await prepareKeys(place.envFile, backup, options.takeKeys);
        return restoreBackup(place, backup, options);
      });
      console.log(
        `${node}: has the data of ${backup.made.toISOString()}; the others copy them at the next start`,
      );
      console.log(
        options.signEveryoneOut
          ? "Every session has ended; people sign in again with the passwords of that time."
          : "What was revoked after that time lives again. To end every session, restore with --sign-everyone-out.",
      );
    });
}

/** @throws {StackError} where this stack's Redis isn't the one that the site uses. */
function ownRedis(): Readonly<Record<string, string>> {
  const environment = readEnvironment();
  if (!environment.REDIS_URL) return environment;
  throw new StackError(
    "REDIS_URL names a Redis of your own, whose operator copies it. The key rings are in .env: copy that file, too.",
  );
}

/** Where a backup is brought back to, on processes and in containers alike. */
async function inPlaceOf<T>(program: StackProgram, work: (place: Place) => Promise<T>): Promise<T> {
  const { stack } = program;
  if (stack instanceof ComposeStack) return withVolumes(stack, work);
  if (!(stack instanceof NativeStack)) throw new Error("This stack has no disks.");
  // Read again for the secrets, which the restore may have written.
  const secrets = () => program.site.secrets();
  return work({ status: await stack.status(), disks: stack.disks, envFile, secrets });
}

async function readBackup(file: string, passphrase: string | undefined): Promise<Backup> {
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new StackError(`${file} can't be read: ${error.message}.`);
  });
  try {
    return decodeBackup(content, passphrase);
  } catch (error) {
    if (error instanceof StackError) throw new StackError(`${file} can't be restored. ${error.message}`);
    throw error;
  }
}

/** Never writes over another file, which may be the only good backup. */
async function writeNew(file: string, content: Buffer): Promise<void> {
  await writeFile(file, content, { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw new StackError(
      error.code === "EEXIST"
        ? `${file} exists already. Name another file.`
        : `${file} can't be written: ${error.message}.`,
    );
  });
}
