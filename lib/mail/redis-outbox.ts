import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sealData, unsealData } from "iron-session";
import { sealPasswords } from "../auth/seal-passwords.ts";
import { appPrefix } from "../prefix.ts";
import type { DurableRedis } from "../session/redis/durable.ts";
import { Script } from "../session/redis/script.ts";
import type { Message, Outbox } from "./message.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "scripts");
const putScript = new Script(join(folder, "put.lua"));
const listScript = new Script(join(folder, "list.lua"));

const key = `${appPrefix}:outbox`;
/** The newest messages, of about 2 kB each. */
const mostKept = 50;
/** Seconds. */
const keptFor = 60 * 60;

export interface ShownMessage extends Message {
  readonly at: Date;
}

/**
 * Mail that the site doesn't send but shows on a page, in development and demos. Redis keeps the
 * newest 50 messages for an hour, for all nodes. Each is sealed, so that a dump of Redis contains
 * no link.
 */
export class RedisOutbox implements Outbox {
  readonly kind = "page";
  readonly #redis: DurableRedis;
  readonly #keys: readonly string[];

  /** @param keys A ring: the first seals, every one opens. */
  constructor(redis: DurableRedis, keys: readonly string[]) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** 1 round trip, and not durable. @throws {RedisUnavailable} */
  async put(message: Message): Promise<void> {
    const sealed = await sealData(
      { message },
      { password: sealPasswords(this.#keys.slice(0, 1)), ttl: keptFor },
    );
    await this.#redis.read(putScript, [key], [sealed, mostKept, keptFor * 1000]);
  }

  /**
   * The newest first: 1 round trip. The list leaves out a message that no key opens.
   * @throws {RedisUnavailable}
   */
  async list(): Promise<ShownMessage[]> {
    const reply = (await this.#redis.read(listScript, [key], [keptFor * 1000])) as Buffer[];
    const shown: ShownMessage[] = [];
    for (let at = 0; at < reply.length; at += 2) {
      const options = { password: sealPasswords(this.#keys), ttl: keptFor };
      const { message } = await unsealData<{ message?: Message }>(String(reply[at]), options);
      if (message) shown.push({ ...message, at: new Date(Number(reply[at + 1])) });
    }
    return shown;
  }
}
