import { readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { findProgram, findProgramIn } from "../../session/testing/programs.ts";

/** Where Debian and Homebrew keep each version: neither is on PATH. */
const versions = ["/usr/lib/postgresql"];
const homebrew = ["/opt/homebrew/opt/postgresql@15/bin", "/usr/local/opt/postgresql@15/bin"];

/** The folder with the newest installed PostgreSQL server and `initdb`. Only tests need it. */
export async function findPostgres(): Promise<string | undefined> {
  const installed = await Promise.all(
    versions.map(async (folder) => {
      const names = await readdir(folder).catch(() => []);
      return names.sort((a, b) => Number(b) - Number(a)).map((name) => path.join(folder, name, "bin"));
    }),
  );
  const onPath = await findProgram("postgres");
  const beside = onPath === undefined ? [] : [path.dirname(await realpath(onPath))];
  const found = await findProgramIn([...installed.flat(), ...homebrew, ...beside], ["initdb"]);
  return found && path.dirname(found);
}
