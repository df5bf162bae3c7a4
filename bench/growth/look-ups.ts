import { defaultKeys } from "../../lib/session/keys.ts";
import { parseToken } from "../../lib/session/token.ts";
import type { Trial } from "../compare.ts";
import type { OwnRedis } from "../own-redis.ts";
import { cpuOf } from "./cost.ts";

/** The sessions of one call: as many as the reads of 32 callers share. */
const together = 32;

/** The minimum of a read: the record and its place in the index. */
const source = `
local found = 0
for i = 1, #KEYS, 2 do
  if redis.call('GET', KEYS[i + 1]) and redis.call('ZSCORE', KEYS[i], ARGV[(i + 1) / 2]) then found = found + 1 end
end
return found`;

/**
 * The lower bound of a read's growth: its two look-ups alone, for 32 sessions per call.
 * @param order The next token, so that the sessions of one call lie as far apart as a read's.
 */
export async function lookingUp(
  name: string,
  redis: OwnRedis,
  tokens: readonly string[],
  order: (index: number) => number,
): Promise<Trial> {
  const sha = String(await redis.operator.script("LOAD", source));
  const sessions = tokens.map((text) => {
    const token = parseToken(text);
    if (!token) throw new Error("A login gave no token.");
    return { keys: [defaultKeys.index(token.tag), defaultKeys.record(token.tag, token.id)], id: token.id };
  });
  return {
    name,
    call: async (index) => {
      const some = Array.from({ length: together }, (_, at) => sessions[order(index * together + at)]);
      const keys = some.flatMap((session) => session?.keys ?? []);
      const ids = some.map((session) => session?.id ?? "");
      const found = await redis.operator.evalsha(sha, keys.length, ...keys, ...ids);
      if (found !== together) throw new Error(`${found} sessions of ${together} were found.`);
    },
    serverCpu: () => cpuOf(redis),
  };
}
