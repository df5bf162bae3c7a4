import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { isBuild, nameOfBuild } from "./build.ts";
import { StackError } from "./stack.ts";

/** The present build and two to go back to. Each of them finds its assets at the load balancer. */
const remembered = 3;

interface Releases {
  /** The present build first. */
  readonly builds: readonly string[];
  /** The builds that a rollback has left. No rollback goes back to them. */
  readonly undone: readonly string[];
}

/**
 * The build that a stack's nodes start from, and those that they ran before. They are in a file, so
 * that every terminal knows them.
 */
export class Release {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** The folders of the builds that can be run, the present one first. */
  async builds(): Promise<string[]> {
    return (await this.#read()).builds.filter(isBuild);
  }

  async current(): Promise<string> {
    const [current] = await this.builds();
    if (current === undefined) throw new StackError("The app isn't built yet. `npm start` builds it.");
    return current;
  }

  /**
   * The build that a rollback goes to: the newest earlier one that no rollback has left.
   * @throws {StackError} if there is none.
   */
  async previous(): Promise<string> {
    const { undone } = await this.#read();
    const previous = (await this.builds()).slice(1).find((build) => !undone.includes(build));
    if (previous === undefined) throw new NothingOlder();
    return previous;
  }

  /** Makes this build the one that nodes start from. */
  async select(folder: string): Promise<void> {
    const { builds, undone } = await this.#read();
    await this.#write({
      builds: [folder, ...builds.filter((other) => other !== folder && isBuild(other))],
      undone: undone.filter((other) => other !== folder),
    });
  }

  /** Remembers that a rollback has left this build. */
  async leave(folder: string): Promise<void> {
    const { builds, undone } = await this.#read();
    await this.#write({ builds, undone: [...undone, folder] });
  }

  /** @param builds The earlier result of `builds`. */
  async restore(builds: readonly string[]): Promise<void> {
    await this.#write({ builds, undone: (await this.#read()).undone });
  }

  async #read(): Promise<Releases> {
    const text = await readFile(this.#file, "utf8").catch(() => "[]");
    const read = JSON.parse(text) as Releases | string[];
    // The runner wrote the file in this form before it remembered rollbacks.
    return Array.isArray(read) ? { builds: read, undone: [] } : read;
  }

  async #write({ builds, undone }: Releases): Promise<void> {
    const kept = builds.slice(0, remembered);
    const left = undone.filter((build) => kept.includes(build) && build !== kept[0]);
    await mkdir(path.dirname(this.#file), { recursive: true });
    await writeFile(`${this.#file}.${process.pid}`, JSON.stringify({ builds: kept, undone: left }));
    await rename(`${this.#file}.${process.pid}`, this.#file);
  }
}

/** A rollback has nowhere to go. */
export class NothingOlder extends StackError {
  constructor() {
    super(
      "There is nothing older to go back to. A build that a rollback has left is run again by `npm run stack -- deploy --build ID` alone.",
    );
  }
}

/**
 * @param builds The result of `builds`.
 * @param id A build's name, or its beginning.
 */
export function earlierBuild(builds: readonly string[], id: string): string {
  const [found, another] = builds.filter((folder) => nameOfBuild(folder).startsWith(id));
  if (found !== undefined && another === undefined) return found;
  throw new StackError(
    `There is no one build "${id}". Those that can be run: ${builds.map(nameOfBuild).join(", ")}.`,
  );
}
