import type { Redis } from "ioredis";

/** A list of a user's sessions beside a store that has no list, as apps keep it. */
export class TokensBeside {
  readonly #client: Redis;
  readonly #prefix: string;

  constructor(client: Redis, prefix: string) {
    this.#client = client;
    this.#prefix = `${prefix}of:`;
  }

  add(user: string, id: string, token: string): Promise<unknown> {
    return this.#client.hset(this.#prefix + user, id, token);
  }

  remove(user: string, id: string): Promise<unknown> {
    return this.#client.hdel(this.#prefix + user, id);
  }

  async of(user: string): Promise<string[]> {
    return Object.values(await this.#client.hgetall(this.#prefix + user));
  }
}
