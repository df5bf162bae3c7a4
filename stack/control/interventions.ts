import path from "node:path";
import { ProcessRecords } from "../native/record.ts";
import type { NativeStack } from "../native.ts";
import type { Settings } from "../settings.ts";
import type { PartStatus } from "../stack.ts";
import { Refusal } from "./refusal.ts";
import type { Wish } from "./wish.ts";

/** A broken part comes back after this time, so that nobody breaks it for good. Milliseconds. */
const returnAfter = 20_000;

/**
 * Breaks and repairs parts as the page asks. It always leaves enough parts to answer and to write.
 */
export class Interventions {
  readonly #stack: NativeStack;
  readonly #records: ProcessRecords;
  readonly #returns = new Map<string, NodeJS.Timeout>();
  /** The wish that is being carried out. */
  #busy: Wish | undefined;

  constructor(stack: NativeStack, settings: Settings) {
    this.#stack = stack;
    this.#records = new ProcessRecords(path.join(settings.stateDir, "run"));
  }

  /**
   * @returns A function that carries out the wish and never rejects.
   * @throws {Refusal}
   */
  async prepare(wish: Wish): Promise<() => Promise<void>> {
    if (this.#busy) {
      throw new Refusal(`${commandOf(this.#busy)} is still under way. Try again in a moment.`);
    }
    this.#busy = wish;
    try {
      this.#assertPossible(wish, await this.#stack.status());
    } catch (error) {
      this.#busy = undefined;
      throw error;
    }
    return async () => {
      try {
        await this.#carryOut(wish);
      } catch (error) {
        console.error(`${commandOf(wish)}: ${error instanceof Error ? error.message : error}`);
      } finally {
        this.#busy = undefined;
      }
    };
  }

  close(): void {
    for (const timer of this.#returns.values()) clearTimeout(timer);
  }

  #assertPossible({ verb, part }: Wish, status: readonly PartStatus[]): void {
    if (verb === "failover") {
      if (status.some(({ kind, health }) => kind === "redis" && health !== "up")) {
        throw new Refusal("A planned failover needs every Redis node up. Wait until all of them are.");
      }
      return;
    }
    const found = status.find(({ name }) => name === part);
    if (!found || (found.kind !== "app" && found.kind !== "redis")) {
      throw new Refusal(`Only the nodes and the Redis nodes can be broken from here, not "${part}".`);
    }
    const { health } = found;
    if (verb === "start" && health !== "down") throw new Refusal(`${part} is not down.`);
    if (verb === "thaw" && health !== "frozen") throw new Refusal(`${part} is not frozen.`);
    if (verb === "start" || verb === "thaw") return;
    if (health !== "up") throw new Refusal(`${part} is ${health}. Bring it back first.`);
    const others = status.filter(({ kind, name }) => kind === found.kind && name !== part);
    const enough = found.kind === "app" ? 1 : others.length;
    if (others.filter((other) => other.health === "up").length < enough) {
      throw new Refusal(
        found.kind === "app"
          ? `${part} is the last node: who would answer you? Bring another back first.`
          : "One Redis node is away already, and without a replica no write is accepted. Bring it back first.",
      );
    }
  }

  async #carryOut({ verb, part }: Wish): Promise<void> {
    switch (verb) {
      case "failover":
        await this.#stack.failover();
        return;
      case "restart":
      case "start":
      case "thaw":
        await this.#stack[verb](part);
        // The timer ends only now. If the verb had failed, the part would still come back by
        // itself.
        clearTimeout(this.#returns.get(part));
        return;
      case "kill":
      case "freeze": {
        const broken = await this.#records.read(part);
        await this.#stack[verb](part);
        clearTimeout(this.#returns.get(part));
        this.#returns.set(
          part,
          setTimeout(() => void this.#bringBack(part, broken?.startedAt, verb), returnAfter),
        );
      }
    }
  }

  /**
   * Does nothing if somebody brought the part back before: then it is another process, or one that
   * runs.
   */
  async #bringBack(part: string, startedAt: string | undefined, verb: "kill" | "freeze"): Promise<void> {
    const record = await this.#records.read(part);
    if (record?.startedAt !== startedAt) return;
    await this.#stack[verb === "kill" ? "start" : "thaw"](part).catch((error: unknown) => {
      console.error(`${part} could not be brought back: ${error instanceof Error ? error.message : error}`);
    });
  }
}

const commandOf = ({ verb, part }: Wish) => `npm run stack -- ${verb} ${part}`.trim();
