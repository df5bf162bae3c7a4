import { Redis } from "ioredis";
import { backoff, type RedisClient } from "./client.ts";

/** Takes a client to the server that is primary now, sooner than ioredis would by itself. */
export class Relocation {
  #moving = false;

  /**
   * Milliseconds until the client connects again. One that is told to move knows of another
   * server, so it doesn't wait.
   */
  readonly retryAfter = (attempt: number): number => (this.#moving ? 0 : backoff(attempt));

  /** Has a try to connect noticed, which ends a move. */
  follow(client: RedisClient): void {
    client.on("connecting", () => {
      this.#moving = false;
    });
  }

  /** As {@link RedisConnection.move}. */
  move(client: RedisClient): void {
    if (!(client instanceof Redis)) return;
    switch (client.status) {
      case "connect":
      case "ready":
        this.#moving = true;
        client.disconnect(true);
        break;
      case "connecting":
        // Should it be told of the old server again, the next question follows at once.
        this.#moving = true;
        break;
      case "reconnecting":
        this.hurry(client);
    }
  }

  /** As {@link RedisConnection.hurry}. */
  hurry(client: RedisClient): void {
    if (!(client instanceof Redis) || client.status !== "reconnecting") return;
    // ioredis has no way to end a pause early.
    // biome-ignore lint/complexity/useLiteralKeys: private in its types, which only this way lets pass
    clearTimeout(client["reconnectTimeout"]);
    client.connect().catch(() => {});
  }
}
