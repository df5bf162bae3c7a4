import { constants } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";

// nginx lives in sbin, which a user's PATH often lacks; Homebrew's folder is missing in
// shells that don't log in.
const usualFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/opt/homebrew/bin"];

/** The first program of these names on PATH or in the usual folders. */
export function findProgram(...names: readonly string[]): Promise<string | undefined> {
  return findProgramIn([...(process.env.PATH ?? "").split(path.delimiter), ...usualFolders], names);
}

/** The first program of these names in these folders. */
export async function findProgramIn(
  folders: readonly string[],
  names: readonly string[],
): Promise<string | undefined> {
  for (const name of names) {
    for (const folder of folders) {
      const candidate = path.join(folder, name);
      if (path.isAbsolute(candidate) && (await isExecutable(candidate))) return candidate;
    }
  }
  return undefined;
}

/** Like `findProgram`, for a program that set-up has installed or checked. */
export async function requireProgram(name: string): Promise<string> {
  const found = await findProgram(name);
  if (found === undefined)
    throw new Error(`${name} isn't installed. \`npm start\` installs it, or says how.`);
  return found;
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
