import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { isBuild, nameOfBuild } from "./build.ts";
import { StackError } from "./stack.ts";

/** The present build and two to go back to. Each of them finds its assets at the load balancer. */
const remembered = 3;

/** Which build a stack's nodes start from, and which they ran before: a file, so that every terminal knows it. */
export class Release {
  constructor(private readonly file: string) {}

  /** The folders of the builds that can be run, the present one first. */
  async builds(): Promise<string[]> {
    const text = await readFile(this.file, "utf8").catch(() => "[]");
    return (JSON.parse(text) as string[]).filter(isBuild);
  }

  async current(): Promise<string> {
    const [current] = await this.builds();
    if (current === undefined) throw new StackError("The app isn't built yet. `npm start` builds it.");
    return current;
  }

  /** Makes this build the one that nodes start from. */
  async select(folder: string): Promise<void> {
    await this.restore([folder, ...(await this.builds()).filter((other) => other !== folder)]);
  }

  /** @param builds What `builds` gave before. */
  async restore(builds: readonly string[]): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    await writeFile(`${this.file}.${process.pid}`, JSON.stringify(builds.slice(0, remembered)));
    await rename(`${this.file}.${process.pid}`, this.file);
  }
}

/**
 * @param builds What `builds` gave.
 * @param id A build's name, or how it begins.
 */
export function earlierBuild(builds: readonly string[], id: string): string {
  const [found, another] = builds.filter((folder) => nameOfBuild(folder).startsWith(id));
  if (found !== undefined && another === undefined) return found;
  throw new StackError(
    `There is no one build "${id}". Those that can be run: ${builds.map(nameOfBuild).join(", ")}.`,
  );
}

export function previousBuild([, previous]: readonly string[]): string {
  if (previous === undefined) throw new StackError("There is no build of before to go back to.");
  return previous;
}
