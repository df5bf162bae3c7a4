import { ratioOf, type Turn, type Turns } from "./compare.ts";
import type { Operation } from "./operations.ts";
import { byTool, isTool } from "./redis-benchmark.ts";
import { type Row, short } from "./results.ts";
import { spreadOf } from "./spread.ts";

export const ours = "unstuck";
export const again = "unstuck again";
/** This store with reads that ask for one session per call (lib/session/plain-reader.ts). */
export const plain = "unstuck, plain reader";
export const bare = "bare GET";
/** Below these ratios, the project breaks a promise. */
const wanted: Record<string, { least: number }> = {
  "read-vs-connect-redis-256": { least: 1.2 },
  "read-vs-connect-redis-1-at-1ms": { least: 1.9 },
  "read-vs-bare-get-256": { least: 0.6 },
};

/** One row for each peer, from its turns. */
export function rowsOf(turns: Turns, operation: Operation, place: string, says: string): Row[] {
  const row = (name: string, peer: string): Row => ({
    name,
    says: `${operation}, ${says}: unstuck / ${peer}`,
    ratio: ratioOf(turns, ours, peer),
    ...(isTool(peer) ? {} : { byCpu: ratioOf(turns, ours, peer, "cpu") }),
    figures: {
      [`${ours}/s`]: Math.round(middle(turns, ours, "rate")),
      [`${peer}/s`]: Math.round(middle(turns, peer, "rate")),
      [`${ours} us CPU`]: short(middle(turns, ours, "cpu")),
      ...(isTool(peer) ? {} : { [`${peer} us CPU`]: short(middle(turns, peer, "cpu")) }),
    },
    ...(wanted[name] ? { wanted: wanted[name] } : {}),
  });
  const names: Record<string, string> = {
    "connect-redis (node-redis)": "connect-redis-node-redis",
    "connect-redis 8 (ioredis)": "connect-redis-ioredis",
    [bare]: "bare-get",
    [again]: "itself",
    [plain]: "plain-reader",
    [byTool.connections]: "redis-benchmark",
    [byTool.pipelined]: "redis-benchmark-pipelined",
  };
  const rowTo = (peer: string) => row(`${operation}-vs-${names[peer] ?? peer}-${place}`, peer);
  const others = [...turns.keys()].filter((peer) => peer !== ours);
  // The promise holds against the client that serves connect-redis better.
  const clients = others.filter((peer) => peer.startsWith("connect-redis"));
  const [faster] = clients.toSorted(
    (one, other) => middle(turns, other, "rate") - middle(turns, one, "rate"),
  );
  return [
    ...others.filter(isTool).map(rowTo),
    ...(faster ? [row(`${operation}-vs-connect-redis-${place}`, faster)] : []),
    ...others.filter((peer) => !isTool(peer)).map(rowTo),
  ];
}

function middle(turns: Turns, name: string, by: keyof Turn): number {
  return spreadOf((turns.get(name) ?? []).map((turn) => turn[by])).median;
}
