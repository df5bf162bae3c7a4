import { Redis } from "ioredis";
import { backoff, type RedisClient } from "./client.ts";

/** Takes a client to the server that is primary now, sooner than ioredis would by itself. */
export class Relocation {
  #moving = false;

  /**
   * Milliseconds until the client connects again. A client that is told to move knows of another
   * server, so it doesn't wait.
   */
  readonly retryAfter = (attempt: number): number => (this.#moving ? 0 : backoff(attempt));

  /** Makes the start of a new attempt to connect end a move. */
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
        // If a Sentinel still names the old server, the client asks again at once.
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
