import { Command } from "ioredis";

/** Keys and arguments of a script in the form in which they go over the wire (see {@link bulk}). */
export interface Wired {
  /** The first key, which finds the node on Cluster. */
  slot: string;
  keys: number;
  args: number;
  /** First every key, then every argument. */
  text: string;
}

/**
 * A command's argument in the form in which it goes over the wire, one character per byte, so that
 * a frequent argument is converted once.
 */
export function bulk(argument: string | Buffer | number): string {
  const bytes = Buffer.isBuffer(argument) ? argument : Buffer.from(String(argument));
  return `$${bytes.length}\r\n${bytes.toString("latin1")}\r\n`;
}

/** The same for a node that the keys' slot is moving to; see ../redis/asking.ts. */
export function askingWired({ slot, keys, args, text }: Wired): Wired {
  const first = bulk(slot);
  return { slot, keys: 1, args: keys + args, text: first + bulk(keys - 1) + text.slice(first.length) };
}

/**
 * A script's call that is already in wire form: ioredis took 2 us per session to build it from some
 * 260 arguments.
 */
export class WiredCall extends Command {
  readonly #bytes: Buffer;

  constructor(name: "EVAL" | "EVALSHA", script: string, { slot, keys, args, text }: Wired) {
    // ioredis uses these arguments to find a Cluster's node, and in its reports.
    super(name, [script, "1", slot]);
    const head = `*${3 + keys + args}\r\n${bulk(name)}${bulk(script)}${bulk(keys)}`;
    this.#bytes = Buffer.from(head + text, "latin1");
  }

  override toWritable(): Buffer {
    return this.#bytes;
  }
}
