import type { Redis } from "ioredis";
import type { Script } from "./script.ts";

/** The known state of a client's connection to its server. */
export interface Losses {
  /** How often the connection was lost. */
  count: number;
  /**
   * The scripts that the server answered on this connection. After a loss each script is sent with
   * its text the first time: a server that was just promoted has none of them, and a NOSCRIPT
   * refusal comes only after the WAIT behind it.
   */
  readonly known: Set<Script>;
}

/** Counts the losses of a connection from the first time that it is asked about. */
export class ConnectionLosses {
  readonly #losses = new WeakMap<Redis, Losses>();

  of(node: Redis): Losses {
    let losses = this.#losses.get(node);
    if (!losses) {
      const counted: Losses = { count: 0, known: new Set() };
      node.on("close", () => {
        counted.count += 1;
        counted.known.clear();
      });
      this.#losses.set(node, counted);
      losses = counted;
    }
    return losses;
  }
}
