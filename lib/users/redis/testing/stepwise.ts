import type { DurableRedis } from "../../../session/redis/durable.ts";
import type { Reply } from "../../../session/redis/script.ts";

type Write = Parameters<DurableRedis["write"]>;

/** A step of the directory that hasn't reached Redis yet. */
export interface Step {
  readonly write: Write;
  /** Sends it to Redis, and gives its caller the answer. */
  run(): Promise<void>;
  /** Sends it to Redis once more, as a lost connection may do late. No caller gets the answer. */
  repeat(): Promise<void>;
}

/** A Redis whose writes wait, in `waiting`, until a test lets each go. */
export function stepwise(redis: DurableRedis, waiting: Step[]): DurableRedis {
  const held = (...write: Write) =>
    new Promise<Reply[]>((resolve, reject) => {
      const send = () => redis.write(...write);
      const run = () => send().then(resolve, reject);
      waiting.push({ write, run, repeat: async () => void (await send()) });
    });
  return new Proxy(redis, {
    get(target, name) {
      if (name === "write") return held;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
