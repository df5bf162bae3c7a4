import { copyFile, readdir, rename, stat, truncate } from "node:fs/promises";
import path from "node:path";

/** Bytes that a log may have, and how many former ones are kept of each: at most 40 MB per part. */
const most = 10 * 2 ** 20;
const kept = 3;

/**
 * Gives every log of the folder that has grown large a number, and begins it again. This copies the
 * log and then empties it, because the process that writes goes on with the file that it has open.
 * Each process writes at the file's end (O_APPEND). Lines written in the moment between the two
 * steps are lost.
 * @param limit Bytes.
 */
export async function rotateLogs(folder: string, limit = most): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.endsWith(".log"))) {
    const file = path.join(folder, name);
    if (((await stat(file).catch(() => undefined))?.size ?? 0) < limit) continue;
    for (let nth = kept - 1; nth >= 1; nth -= 1)
      await rename(`${file}.${nth}`, `${file}.${nth + 1}`).catch(() => {});
    await copyFile(file, `${file}.1`);
    await truncate(file);
  }
}
