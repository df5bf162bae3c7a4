import { appPrefix } from "../prefix.ts";
import type { DurableRedis } from "../session/redis/durable.ts";
import type { Device } from "./device.ts";
import { throttleKey } from "./throttle/key.ts";

/** Seconds for which the site remembers a device after a sign-in. */
const month = 30 * 24 * 60 * 60;
const answerWithin = 2000;

/**
 * Which devices recently signed in to an account, and from where: a hash of browser and system
 * without their versions, and of the address. The hash reveals none of them.
 */
export class KnownDevices {
  readonly #redis: DurableRedis;
  readonly #secret: string;

  constructor(redis: DurableRedis, secret: string) {
    this.#redis = redis;
    this.#secret = secret;
  }

  /** Remembers a device: 1 round trip. @returns Whether it is new. @throws {RedisUnavailable} */
  async isNew(user: string, { browser, system }: Device, address: string): Promise<boolean> {
    const parts = ["device", user, browser.replace(/ \d+$/, ""), system, address];
    const key = `${appPrefix}:throttle:device:${throttleKey(this.#secret, parts)}`;
    const { client } = this.#redis;
    return (await this.#redis.run(() => client.set(key, "1", "EX", month, "GET"), answerWithin)) === null;
  }
}
