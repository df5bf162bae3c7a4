import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { root } from "../settings.ts";

/**
 * Characters to which a shell and an .env file give special meaning, and a letter beyond ASCII.
 * Redis's own passwords are tested with the characters that they take.
 */
export const specialCharacters = `p@ss/w:rd+?#&%$!"=\\~ü word`;

/** Settings of a user's shell that make an install leave out packages that the set-up needs. */
const omitting = { npm_config_omit: "dev", NODE_ENV: "production" };

/**
 * A clone as people have it on machines that differ from the developers'. It has Windows's line
 * ends asked for, a umask that lets nobody else read, a folder with spaces, development
 * dependencies left out, and secrets full of special characters.
 */
export class AwkwardClone {
  readonly #home: string;
  readonly folder: string;

  private constructor(home: string, folder: string) {
    this.#home = home;
    this.folder = folder;
  }

  /** Clones what is committed: uncommitted changes are not in it. */
  static async make(): Promise<AwkwardClone> {
    const home = await mkdtemp(path.join(tmpdir(), "unstuck-clone-"));
    const clone = new AwkwardClone(home, path.join(home, "a folder (ü)"));
    await clone.run("git", ["-c", "core.autocrlf=true", "clone", "--quiet", root, clone.folder], {}, home);
    await writeFile(
      path.join(clone.folder, ".env"),
      `DEMO_PASSWORD='${specialCharacters}'\nOIDC_CLIENT_SECRET='${specialCharacters}'\n` +
        `REDIS_APP_PASSWORD='${specialCharacters}'\nREDIS_OPERATOR_PASSWORD='${specialCharacters}'\n`,
      { mode: 0o600 },
    );
    return clone;
  }

  /** Runs a command in it, under its umask. */
  run(
    file: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    cwd: string = this.folder,
  ) {
    return execa("sh", ["-c", 'umask 077 && exec "$0" "$@"', file, ...args], {
      cwd,
      env: { ...omitting, ...env },
      stdin: "ignore",
      all: true,
      // The command has a process group of its own, which gets a signal as a whole, as by Ctrl-C.
      detached: true,
    });
  }

  /**
   * The scripts and configuration files that have a carriage return at a line's end,
   * which breaks them in Linux.
   */
  async filesWithCarriageReturns(): Promise<string[]> {
    const folders = ["nginx", "redis", "lib/session/config", "stack/compose/image", ".ci"];
    const files = await Promise.all(
      folders.map(async (folder) =>
        (await readdir(path.join(this.folder, folder), { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name)),
      ),
    );
    const found: string[] = [];
    for (const file of files.flat()) if ((await readFile(file, "utf8")).includes("\r\n")) found.push(file);
    return found;
  }

  remove(): Promise<void> {
    return rm(this.#home, { recursive: true, force: true });
  }
}
