import type { RedisInfo } from "../session/redis/info.ts";

/**
 * Shares of maxmemory. The warning begins at the first and ends at the second, so that it doesn't
 * flutter.
 */
const from = 0.8;
const until = 0.75;

/**
 * Whether Redis nodes are filling up. The warning comes early, because a full node evicts sessions,
 * and people are then signed out.
 */
export class MemoryWarning {
  readonly #filling = new Set<string>();
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /**
   * Whether this node is filling up. A log line says so when it begins. Always false without a
   * `maxmemory`.
   */
  isFilling(name: string, { usedMemory, maxMemory }: RedisInfo): boolean {
    const was = this.#filling.has(name);
    const share = maxMemory > 0 ? usedMemory / maxMemory : 0;
    const is = share >= (was ? until : from);
    if (is && !was) {
      this.#filling.add(name);
      this.#say(
        `Redis (${name}) is ${Math.round(share * 100)}% full. Raise \`maxmemory\` before it evicts sessions and people are signed out.`,
      );
    }
    if (!is) this.#filling.delete(name);
    return is;
  }

  /**
   * Forgets all nodes except these. Otherwise it would keep a node that leaves while it is full
   * forever.
   */
  keepOnly(names: Iterable<string>): void {
    const kept = new Set(names);
    for (const name of this.#filling) if (!kept.has(name)) this.#filling.delete(name);
  }
}
