import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ChainableCommander, Redis } from "ioredis";
import { askingWired, type Wired, WiredCall } from "../fast/wire.ts";
import { askingArguments, askingSource } from "./asking.ts";
import type { Sharded } from "./sharded.ts";

/** A script's reply: bulk strings are bytes, and integers are numbers. */
export type Reply = Buffer | number | null | Reply[];

export type Argument = string | Buffer | number;

/** Where a script can be called: a server, or a Cluster that has one server for each key. */
export type Callee = Redis | Sharded;

/** A Lua script in a file of its own, called by its hash. */
export class Script {
  readonly source: string;
  readonly sha: string;
  /** Its text for a node that its keys' slot is moving to. */
  readonly #asking: string;

  /** @param file The path of the `.lua` file. */
  constructor(file: string) {
    this.source = readFileSync(file, "utf8");
    this.sha = createHash("sha1").update(this.source).digest("hex");
    this.#asking = askingSource(this.source);
  }

  /**
   * Calls the script: one round trip, or two if the server doesn't know the script yet (after a
   * restart or a failover). All keys of a call have one tag.
   */
  call(client: Callee, keys: string[], args: Argument[]): Promise<Reply> {
    return this.#on(
      client,
      keys[0] ?? "",
      (node, command, script) => node.callBuffer(command, script, keys.length, ...keys, ...args),
      (node, script) => node.callBuffer("EVAL", script, ...askingArguments(keys, args)),
    );
  }

  /** The same, with keys and arguments that are on the wire already. */
  callWired(client: Callee, wired: Wired): Promise<Reply> {
    return this.#on(
      client,
      wired.slot,
      (node, command, script) => node.sendCommand(new WiredCall(command, script, wired)),
      (node, script) => node.sendCommand(new WiredCall("EVAL", script, askingWired(wired))),
    );
  }

  #on(
    client: Callee,
    key: string,
    send: (node: Redis, command: "EVALSHA" | "EVAL", script: string) => unknown,
    sendAsking: (node: Redis, script: string) => unknown,
  ): Promise<Reply> {
    if (!("onShard" in client)) return this.#known((command, script) => send(client, command, script));
    return client.onShard(key, (node, asking) => {
      if (!asking) return this.#known((command, script) => send(node, command, script));
      // Both commands leave in this turn, so nothing comes between them. A failure of the first
      // also fails the second.
      node.call("ASKING").catch(() => {});
      return sendAsking(node, this.#asking) as Promise<Reply>;
    });
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
   * Adds the call to a pipeline. A server that doesn't know the script answers NOSCRIPT: send the
   * call again as a `whole`. Loading the script first would cost one more round trip, and a server
   * may have forgotten it by then.
   */
  addTo(pipeline: ChainableCommander, keys: string[], args: Argument[], whole = false): void {
    const [command, script] = whole ? ["EVAL", this.source] : ["EVALSHA", this.sha];
    pipeline.callBuffer(command, script, keys.length, ...keys, ...args);
  }

  /** Adds two commands for a node that the keys' slot is moving to: ASKING, and the call. */
  addAskingTo(pipeline: ChainableCommander, keys: string[], args: Argument[]): void {
    pipeline.call("ASKING");
    pipeline.callBuffer("EVAL", this.#asking, ...askingArguments(keys, args));
  }
}

/** Whether the error says that the server doesn't know the script (yet, or any more). */
export function isUnknown(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("NOSCRIPT");
}
