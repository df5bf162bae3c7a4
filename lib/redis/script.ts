import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ChainableCommander } from "ioredis";
import type { RedisClient } from "./client.ts";
import { type Wired, WiredCall } from "./wire.ts";

/** What a script's reply holds: bulk strings as bytes, integers as numbers. */
export type Reply = Buffer | number | null | Reply[];

export type Argument = string | Buffer | number;

/** A Lua script in a file of its own, called by its hash. */
export class Script {
  readonly source: string;
  readonly sha: string;

  /** @param file The path of the `.lua` file. */
  constructor(file: string) {
    this.source = readFileSync(file, "utf8");
    this.sha = createHash("sha1").update(this.source).digest("hex");
  }

  /** Calls the script: one round trip; two where the server doesn't know it yet (after a restart or a failover). */
  call(client: RedisClient, keys: string[], args: Argument[]): Promise<Reply> {
    return this.#known((command, script) =>
      client.callBuffer(command, script, keys.length, ...keys, ...args),
    );
  }

  /** The same, with keys and arguments that are on the wire already. */
  callWired(client: RedisClient, wired: Wired): Promise<Reply> {
    return this.#known((command, script) => client.sendCommand(new WiredCall(command, script, wired)));
  }

  async #known(send: (command: "EVALSHA" | "EVAL", script: string) => unknown): Promise<Reply> {
    try {
      return (await send("EVALSHA", this.sha)) as Reply;
    } catch (error) {
      if (!isUnknown(error)) throw error;
      return (await send("EVAL", this.source)) as Reply;
    }
  }

  /**
   * Adds the call to a pipeline. A server that doesn't know the script answers NOSCRIPT: send it again as a `whole`. Loading it
   * first would cost a round trip more, and a server may have forgotten it by then.
   */
  addTo(pipeline: ChainableCommander, keys: string[], args: Argument[], whole = false): void {
    const [command, script] = whole ? ["EVAL", this.source] : ["EVALSHA", this.sha];
    pipeline.callBuffer(command, script, keys.length, ...keys, ...args);
  }
}

/** Whether the error says that the server doesn't know the script (yet, or any more). */
export function isUnknown(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("NOSCRIPT");
}
