import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { inspect, type ProcessFacts } from "./inspect.ts";

/**
 * A process that the runner started, as written to disk. Any terminal finds it there, also after a
 * crash.
 */
export interface ProcessRecord {
  readonly pid: number;
  /**
   * A pid alone may meanwhile be another program's; signals go only to the
   * process that this names as well.
   */
  readonly startedAt: string;
  /**
   * The process was asked to end: the supervisor leaves it alone, and `status` says that it drains.
   */
  readonly stopping: boolean;
}

/** The records of one stack: one small file per part. */
export class ProcessRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(name: string, record: ProcessRecord): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const file = this.#file(name);
    // A reader in another terminal sees the old or the new record, never half of one.
    await writeFile(`${file}.${process.pid}`, JSON.stringify(record));
    await rename(`${file}.${process.pid}`, file);
  }

  async read(name: string): Promise<ProcessRecord | undefined> {
    try {
      return JSON.parse(await readFile(this.#file(name), "utf8"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.#file(name), { force: true });
  }

  /** The recorded process with what the kernel says of it; undefined if it no longer runs. */
  async alive(name: string): Promise<(ProcessRecord & ProcessFacts) | undefined> {
    const record = await this.read(name);
    if (record === undefined) return undefined;
    const facts = await inspect(record.pid);
    return facts?.startedAt === record.startedAt ? { ...record, ...facts } : undefined;
  }

  #file(name: string): string {
    return path.join(this.#folder, `${name}.json`);
  }
}
