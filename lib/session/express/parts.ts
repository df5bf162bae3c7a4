import { DurableRedis } from "../redis/durable.ts";
import { defaultDeadlines } from "../redis/durable-options.ts";
import { EverySession } from "./every-session.ts";
import { FormerSessions } from "./former-sessions.ts";
import { ExpressKeys } from "./keys.ts";
import { type ExpressStoreOptions, lifetimeBy } from "./options.ts";
import { Records } from "./records.ts";
import { UserIndex } from "./user-index.ts";
import { SessionWriter } from "./writer.ts";

/** The parts of an `ExpressStore`. */
export interface ExpressStoreParts {
  redis: DurableRedis;
  records: Records;
  index: UserIndex;
  former: FormerSessions | undefined;
  writer: SessionWriter;
  every: EverySession;
}

/**
 * @throws {BadRedisUrl}; {@link BadRedisOption}; {RangeError} for a `prefix` or a `ttl` that is not
 * allowed.
 */
export function partsOf(options: ExpressStoreOptions): ExpressStoreParts {
  const { label = "express", deadlines = defaultDeadlines, connectRedisPrefix, ttl } = options;
  const lifetimeOf = lifetimeBy(ttl);
  const keys = new ExpressKeys(options.prefix);
  const redis = new DurableRedis({ ...options, label, deadlines });
  const index = new UserIndex(redis, keys);
  const former = connectRedisPrefix === undefined ? undefined : new FormerSessions(redis, connectRedisPrefix);
  const records = new Records({
    redis,
    keys,
    index,
    deadline: deadlines.write,
    hasFormer: former !== undefined,
  });
  const parts = { redis, records, index, former };
  return {
    ...parts,
    writer: new SessionWriter({ ...parts, lifetimeOf, options }),
    every: new EverySession({ ...parts, keys }),
  };
}
