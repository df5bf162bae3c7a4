import { step } from "../stack/setup/progress.ts";
import { replicationTraffic } from "./replication-traffic.ts";
import type { Section } from "./results.ts";
import { memoryOfConnectRedis, memoryOfOurs, memoryOfSpringReplay } from "./session-memory.ts";
import { spreadOf } from "./spread.ts";

const count = 20_000;
/** The same measure as in `npm run bench:memory`, which shows other paces too. */
const readsPerSlide = 50;

/**
 * The bytes per session of each layout, and the replication traffic of reads. `npm run
 * bench:memory` measures the same on more sessions.
 */
export async function memorySection(): Promise<Section> {
  const ours = await step("memory: unstuck", () => memoryOfOurs(count, 1));
  const connectRedis = await step("memory: connect-redis", () => memoryOfConnectRedis(count));
  const spring = await step("memory: Spring Session's layout", () => memoryOfSpringReplay(count));
  const traffic = await step("replication: 10,000 reads", () => replicationTraffic(10_000, readsPerSlide));
  const bytes = (name: string, peer: string, theirs: number, most: number) => ({
    name,
    says: `bytes a session: unstuck / ${peer}`,
    ratio: spreadOf([ours / theirs]),
    figures: { "unstuck bytes": Math.round(ours), [`${peer} bytes`]: Math.round(theirs) },
    wanted: { most },
  });
  return {
    title: "Memory and replication",
    note: "Here less is better. Memory is used_memory, with unstuck's index, seal and device data; nothing is random enough to need rounds.",
    rows: [
      bytes("memory-vs-connect-redis", "connect-redis", connectRedis, 1),
      bytes("memory-vs-spring-replay", "spring-replay", spring, 0.4),
      {
        name: "replication-vs-getex",
        says: "bytes replicated for 10,000 reads: unstuck / GETEX on each",
        ratio: spreadOf([traffic.ours / traffic.getex]),
        figures: { "unstuck bytes": traffic.ours, "GETEX bytes": traffic.getex },
        wanted: { most: 0.05 },
      },
    ],
  };
}
