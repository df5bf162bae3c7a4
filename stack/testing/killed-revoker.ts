import { OwnRedis } from "../../lib/session/testing/own-redis.ts";
import type { Consumer, Talker } from "./consumer.ts";

/**
 * The number of revocations that are acknowledged before the kill. The next one is in flight at
 * that moment.
 */
const before = 100;

/**
 * One process revokes sessions, and is killed together with the Redis primary. Another process must
 * refuse each session whose revocation was acknowledged: at once, during the election and after it.
 * @throws {Error} which says what was accepted or lost.
 */
export async function revokedIsRefusedAfterKills(consumer: Consumer): Promise<void> {
  const redis = await OwnRedis.begin();
  const talkers: Talker[] = [];
  try {
    const { url, nodes } = await redis.sentinelGroup();
    const start = (program: string) => {
      const talker = consumer.start(program, { REDIS_URL: url });
      talkers.push(talker);
      return talker;
    };
    const reader = start("read.mjs");
    if ((await reader.hear()) !== "ready") throw new Error("The reading process did not start.");
    const revoker = start("revoke.mjs");
    const begun = await revoker.hear<{ living: string[]; doomed: string[] }>();
    if (!begun) throw new Error("The revoking process did not sign anyone in.");

    const revoked: string[] = [];
    for (;;) {
      const said = await revoker.hear<{ revoked: string }>();
      if (!said) break;
      revoked.push(said.revoked);
      if (revoked.length !== before) continue;
      revoker.kill();
      nodes[0]?.kill();
    }
    if (revoked.length < before) throw new Error(`The revoking process ended after ${revoked.length}.`);
    if (revoked.length === begun.doomed.length) throw new Error("Nothing was left to revoke at the kill.");

    // The reader asks while there is no primary, and then behind a login, which only the next
    // primary acknowledges.
    for (const write of [false, false, true]) {
      const tokens = [...revoked, ...begun.living];
      reader.tell({ tokens, write });
      const accepted = await reader.hear<(boolean | null)[]>();
      if (accepted?.length !== tokens.length) throw new Error("The reading process ended.");
      const ofRevoked = accepted.slice(0, revoked.length);
      const ofLiving = accepted.slice(revoked.length);
      const count = (answers: unknown[], one: unknown) => answers.filter((answer) => answer === one).length;
      if (count(ofRevoked, true) > 0)
        throw new Error(`${count(ofRevoked, true)} of ${revoked.length} revoked sessions were accepted.`);
      if (count(ofLiving, false) > 0)
        throw new Error(`${count(ofLiving, false)} living sessions were refused.`);
      if (write && count(accepted, null) > 0) throw new Error("The next primary could not say.");
    }
  } finally {
    for (const talker of talkers) talker.kill();
    await redis.end();
  }
}
