import { isFree } from "../../lib/session/testing/free-ports.ts";
import { type OwnNode, OwnRedis } from "../../lib/session/testing/own-redis.ts";
import { poll } from "../../lib/session/testing/poll.ts";
import { openUnstuck } from "../peers/unstuck.ts";
import type { Row } from "../results.ts";
import { short } from "../results.ts";
import { spreadOf } from "../spread.ts";
import { fill } from "./fill.ts";
import { few, lifetime, many } from "./sizes.ts";

const rounds = 3;

/**
 * How long a killed Redis takes until it answers again with the content of its append-only file.
 */
export async function restart(): Promise<Row[]> {
  const redis = await OwnRedis.begin();
  try {
    const [small, large] = [await filled(redis, few), await filled(redis, many)];
    const times = { few: [] as number[], many: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      times.few.push(await startAgain(small, few));
      times.many.push(await startAgain(large, many));
    }
    return [
      {
        name: `restart-${many}-vs-${few}`,
        says: `restart from the append-only file: time with ${many.toLocaleString("en")} sessions / with ${few.toLocaleString("en")}`,
        ratio: spreadOf(times.many.map((time, round) => time / (times.few[round] ?? Number.NaN))),
        figures: {
          "few seconds": short(spreadOf(times.few).median),
          "many seconds": short(spreadOf(times.many).median),
        },
      },
    ];
  } finally {
    await redis.end();
  }
}

async function filled(redis: OwnRedis, count: number): Promise<OwnNode> {
  const node = await redis.node("min-replicas-to-write 0", "maxmemory 2gb");
  const peer = openUnstuck(redis.urlOf(node));
  await peer.login(0);
  await peer.close();
  await fill(node.operator, count, Date.now() + lifetime);
  // Redis rewrites the file each time that it has doubled. The bench measures a whole file as the
  // settings leave it.
  await poll(async () => (await node.operator.info("persistence")).includes("aof_rewrite_in_progress:0"), {
    timeoutMs: 120_000,
    promise: "the append-only file is rewritten",
  });
  return node;
}

/**
 * @returns Seconds from the start to the first answer.
 * @throws {Error} if it came back with fewer sessions.
 */
async function startAgain(node: OwnNode, sessions: number): Promise<number> {
  node.kill();
  // A killed process releases its memory before its port.
  await poll(() => isFree(node.port), { timeoutMs: 10_000, promise: "the killed Redis has left its port" });
  const begun = performance.now();
  await node.start();
  const seconds = (performance.now() - begun) / 1000;
  const keys = await node.operator.dbsize();
  if (keys < 2 * sessions) throw new Error(`${keys} keys are left of ${sessions} sessions after a restart.`);
  return seconds;
}
