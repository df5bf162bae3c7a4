import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { defaultStateDir } from "../settings.ts";
import { ensure } from "../setup/machine.ts";
import { step } from "../setup/progress.ts";
import { StackError } from "../stack.ts";

const names = ["python3", "python3.11", "python3.12", "python3.13", "python3.14"];
/**
 * Fails before 3.11, and where Debian's package for environments is missing. Prints the file
 * of the interpreter itself.
 */
const asked = "import ensurepip, sys, venv; assert sys.version_info >= (3, 11); print(sys.executable)";

/** An interpreter that can make environments. */
async function findPython(): Promise<string | undefined> {
  for (const name of names) {
    const { failed, stdout } = await execa(name, ["-c", asked], { reject: false, stdin: "ignore" });
    if (!failed) return stdout.trim();
  }
  return undefined;
}

/**
 * An interpreter with the packages of a lock file, in an environment of its own under `.unstuck`.
 * It is made once for each content of that file and each Python.
 * @returns The interpreter's file.
 * @throws {StackError} where there is no Python 3.11 or later, or a package can't be had.
 */
export async function pythonWith(lockFile: string): Promise<string> {
  await ensure([
    { what: "Python 3.11 or later", find: findPython, apt: "python3-venv", brew: "python@3.12" },
  ]);
  const python = (await findPython()) ?? names[0] ?? "";
  const digest = createHash("sha256")
    .update(await readFile(lockFile))
    .update(python)
    .digest("hex");
  const folder = path.join(defaultStateDir, "python", digest.slice(0, 16));
  const own = path.join(folder, "bin/python");
  // The stamp is written last, so that an environment that was interrupted is made again.
  const stamp = path.join(folder, "complete");
  if (existsSync(stamp)) return own;
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  const { failed, all } = await step("Installing the Python packages (pip)", async () => {
    const made = await execa(python, ["-m", "venv", folder], { all: true, reject: false, stdin: "ignore" });
    if (made.failed) return made;
    const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", lockFile];
    return execa(own, pip, { all: true, reject: false, stdin: "ignore" });
  });
  if (failed) throw new StackError(`The packages of ${lockFile} can't be installed:\n${all}`);
  await writeFile(stamp, "");
  return own;
}
