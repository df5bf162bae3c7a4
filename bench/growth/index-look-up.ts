import { defaultKeys } from "../../lib/session/keys.ts";
import { readScript } from "../../lib/session/scripts.ts";
import { parseToken } from "../../lib/session/token.ts";
import { compare, type Pace, type Trial } from "../compare.ts";
import { inFlight } from "../in-flight.ts";
import { type OwnRedis, withRedis } from "../own-redis.ts";
import { idle, slideAfter } from "../peers/peer.ts";
import { openUnstuck } from "../peers/unstuck.ts";
import type { Row } from "../results.ts";
import { cpuOf, trialRow } from "./cost.ts";

const sessions = 2000;
const grace = 10_000;
const lookUp = "local score = call('ZSCORE', index, id)";

/**
 * The read script without the question to the user's index. Instead, it assumes an end in the year
 * 5138 for each session.
 */
export function withoutLookUp(source: string): string {
  const parts = source.split(lookUp);
  if (parts.length !== 2) throw new Error(`The read script should have this line once: ${lookUp}`);
  return parts.join("local score = '99999999999999'");
}

/**
 * The cost that the index look-up adds to the read script, in Redis's own CPU. The look-up makes a
 * sign-out everywhere one command.
 */
export function indexLookUp(pace: Pace): Promise<Row> {
  return withRedis(0, async (redis) => {
    const peer = openUnstuck(redis.url);
    const calls: Call[] = [];
    await inFlight(sessions, 256, async (user) => {
      calls[user] = await callOf(redis, await peer.login(user));
    });
    await peer.close();
    const trials = [
      await script("with", redis, readScript.source, calls),
      await script("without", redis, withoutLookUp(readScript.source), calls),
    ];
    const turns = await compare(trials, { ...pace, callers: 32 });
    return trialRow(
      {
        name: "read-script-without-index-vs-with",
        says: "the read script: cost without the index look-up / with",
      },
      turns,
      ["with", "without"],
      "serverCpu",
    );
  });
}

type Call = (string | number | Buffer)[];

/** The keys and arguments with which the store calls the script for a token. */
async function callOf({ operator }: OwnRedis, text: string): Promise<Call> {
  const token = parseToken(text);
  if (!token) throw new Error("A login gave no token.");
  const key = defaultKeys.record(token.tag, token.id);
  // The record has it in the form that the script wants.
  const verifier = (await operator.getBuffer(key))?.subarray(2, 20) ?? "";
  return [2, defaultKeys.index(token.tag), key, idle * 1000, slideAfter * 1000, grace, 1, token.id, verifier];
}

async function script(name: string, redis: OwnRedis, source: string, calls: readonly Call[]): Promise<Trial> {
  const sha = String(await redis.operator.script("LOAD", source));
  return {
    name,
    call: async (index) => {
      const reply = await redis.operator.callBuffer("EVALSHA", sha, ...(calls[index % calls.length] ?? []));
      if (!Array.isArray(reply)) throw new Error(`The script ${name} the look-up finds no session.`);
    },
    serverCpu: () => cpuOf(redis),
  };
}
