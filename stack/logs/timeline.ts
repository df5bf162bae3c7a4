import { open, stat } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Part } from "../topology.ts";
import { type Level, type LogLine, levels, lineOf } from "./line.ts";

/** The lines to show; by default all. */
export interface LogFilter {
  /** This urgent or more. */
  readonly level?: Level | undefined;
  /** About this request. */
  readonly id?: string | undefined;
}

interface Source {
  readonly part: Part;
  readonly file: string;
}

interface Timed extends LogLine {
  readonly part: string;
  readonly at: number;
}

/** Milliseconds between two looks; lines of one look are put in order. */
const lookEvery = 250;
/** The part of a log's end that is read, so that a large log isn't read as a whole. Bytes. */
const tail = 256 * 1024;

/** Several logs as one, in the order of their times, all in UTC. */
export class Timeline {
  readonly #sources: readonly Source[];
  readonly #filter: LogFilter;
  readonly #read = new Map<string, number>();
  readonly #rest = new Map<string, string>();
  readonly #lastAt = new Map<string, number>();

  constructor(sources: readonly Source[], filter: LogFilter = {}) {
    this.#sources = sources;
    this.#filter = filter;
  }

  /**
   * The last lines of the logs.
   * @param count At most so many.
   */
  async last(count: number): Promise<string[]> {
    return (await this.#look()).slice(-count);
  }

  /** The lines that are added from now on, until the signal. */
  async *follow(signal: AbortSignal): AsyncGenerator<string> {
    while (!signal.aborted) {
      yield* await this.#look();
      await pause(lookEvery, undefined, { signal }).catch(() => {});
    }
  }

  async #look(): Promise<string[]> {
    const lines = (await Promise.all(this.#sources.map((source) => this.#added(source)))).flat();
    const { level = "debug", id } = this.#filter;
    return lines
      .filter(
        (line) => levels.indexOf(line.level) >= levels.indexOf(level) && (id === undefined || line.id === id),
      )
      .sort((one, other) => one.at - other.at)
      .map((line) => this.#shown(line));
  }

  async #added({ part, file }: Source): Promise<Timed[]> {
    const { size = 0 } = (await stat(file).catch(() => undefined)) ?? {};
    const before = this.#read.get(file);
    // A log that was rotated begins again.
    const from = before === undefined ? Math.max(0, size - tail) : before > size ? 0 : before;
    this.#read.set(file, size);
    if (size === from) return [];
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
      const text = (this.#rest.get(file) ?? "") + buffer.subarray(0, bytesRead).toString();
      const lines = text.split("\n");
      this.#rest.set(file, lines.pop() ?? "");
      // The first line of a log's end is cut short.
      if (before === undefined && from > 0) lines.shift();
      return lines.filter((line) => line !== "").map((line) => this.#timed(part, lineOf(part.kind, line)));
    } finally {
      await handle.close();
    }
  }

  /** A line without a time follows the one before it in its log. */
  #timed(part: Part, line: LogLine): Timed {
    const at = line.time?.getTime() ?? this.#lastAt.get(part.name) ?? 0;
    this.#lastAt.set(part.name, at);
    return { ...line, part: part.name, at };
  }

  #shown({ at, part, level, text, id }: Timed): string {
    const time = at === 0 ? " ".repeat(24) : new Date(at).toISOString();
    const width = Math.max(...this.#sources.map((source) => source.part.name.length));
    return `${time}  ${part.padEnd(width)}  ${level.padEnd(5)}  ${text}${id ? `  id=${id}` : ""}`;
  }
}
