import type { DurableRedis } from "../redis/durable.ts";
import type { FormerSessions } from "./former-sessions.ts";
import type { ExpressKeys } from "./keys.ts";
import { former as formerOrigin, type Origin, read } from "./origin.ts";
import type { Records } from "./records.ts";
import { literal, scan } from "./scan.ts";

export interface EverySessionParts {
  redis: DurableRedis;
  keys: ExpressKeys;
  records: Records;
  former: FormerSessions | undefined;
}

/** All sessions, for the methods of a store that look through all keys. */
export class EverySession {
  readonly #parts: EverySessionParts;

  constructor(parts: EverySessionParts) {
    this.#parts = parts;
  }

  /**
   * Every living session, once. It includes those of connect-redis that have not moved here.
   * @throws {ScanForbidden}.
   */
  async *living(): AsyncGenerator<{ origin: Origin; left: number }> {
    const { records, former } = this.#parts;
    const seen = new Set<string>();
    for await (const keys of this.#records()) {
      for (const found of await Promise.all(keys.map((key) => records.readAt(key)))) {
        if (!found || seen.has(found.record.id)) continue;
        seen.add(found.record.id);
        yield { origin: read(found.record), left: found.left };
      }
    }
    for await (const ids of this.#former()) {
      for (const id of ids.filter((one) => !seen.has(one))) {
        seen.add(id);
        const found = await former?.read(id);
        if (found) yield { origin: formerOrigin(id, found.json), left: found.left };
      }
    }
  }

  /**
   * Ends every session.
   * @throws {ScanForbidden}.
   */
  async end(): Promise<void> {
    const { records, former } = this.#parts;
    for await (const keys of this.#records()) await Promise.all(keys.map((key) => records.endAt(key)));
    for await (const ids of this.#former()) {
      const ends = ids.flatMap((id) => [records.end(id), former?.end(id)]);
      await Promise.all(ends);
    }
  }

  async *#records(): AsyncGenerator<string[]> {
    const { redis, keys } = this.#parts;
    for await (const found of scan(redis, keys.pattern)) yield found.filter((key) => keys.isRecord(key));
  }

  async *#former(): AsyncGenerator<string[]> {
    const { redis, former } = this.#parts;
    if (!former) return;
    const { prefix } = former;
    for await (const found of scan(redis, `${literal(prefix)}*`))
      yield found.map((key) => key.slice(prefix.length));
  }
}
