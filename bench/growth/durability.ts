import { without } from "../../controls/ablations.ts";
import { compare, type Pace, type Trial } from "../compare.ts";
import { withRedis } from "../own-redis.ts";
import type { Peer } from "../peers/peer.ts";
import { openUnstuck } from "../peers/unstuck.ts";
import type { Row } from "../results.ts";
import { trialRow } from "./cost.ts";

/**
 * The length of a turn in ms, and the least number of rounds. A WAIT is an exchange with another
 * process. On a shared machine, it is chance whether that process runs when it is needed. In turns
 * of 40 ms the ratio's middle half was 0.65 to 7.7.
 */
const turnMs = 400;
const leastRounds = 15;

/**
 * The cost of a login that the store acknowledges only once each replica has it. The site has two
 * replicas.
 */
export function durability(pace: Pace, replicas: 1 | 2): Promise<Row> {
  return withRedis(replicas, async ({ url, operator }) => {
    // Half a million logins exceed the project's 256 MB, and eviction would add costs.
    await operator.config("SET", "maxmemory", "2gb");
    const [durable, hasty] = [openUnstuck(url), openUnstuck(url, 10_000_000, { parts: without("wait") })];
    const turns = await compare([logins("with", durable), logins("without", hasty)], {
      callers: 32,
      rounds: Math.max(leastRounds, pace.rounds),
      turnMs: Math.max(turnMs, pace.turnMs),
    });
    await Promise.all([durable.close(), hasty.close()]);
    const [name, who] = replicas === 1 ? ["", "1 replica"] : ["-2-replicas", "2 replicas"];
    return trialRow(
      {
        name: `login-with-wait-32${name}`,
        says: `login, 32 callers, ${who}: with WAIT / without`,
        wanted: { least: 0.8 },
      },
      turns,
      ["with", "without"],
    );
  });
}

function logins(name: string, peer: Peer): Trial {
  let user = 0;
  return {
    name,
    call: () => {
      user += 1;
      return peer.login(user);
    },
  };
}
