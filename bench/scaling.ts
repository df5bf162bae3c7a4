import { step } from "../stack/setup/progress.ts";
import { openBalancer } from "./balancer.ts";
import { withCpuShare } from "./cpu-share.ts";
import type { Row, Section } from "./results.ts";
import { runningSite } from "./running-site.ts";
import { spreadOf } from "./spread.ts";
import { requireWrk, type WrkReport, wrk } from "./wrk.ts";

const rounds = 7;
const seconds = 4;
/** Requests at once for each node: enough to keep it busy for the whole of its share. */
const connections = 16;
/** Of one core, for each node. Three of them leave more than a core of two to nginx, Redis and the load itself. */
const share = 0.25;

/**
 * What one, two and three nodes carry, each held to the same small share of a core: so that the nodes are what is
 * scarce, on a machine that has fewer cores than the site has nodes.
 */
export async function scalingSection(): Promise<Section> {
  await requireWrk();
  const { nodes, cookie } = await runningSite();
  const names = [...nodes.keys()];
  const sizes = names.map((_, index) => index + 1);
  const reports = new Map(sizes.map((size) => [size, [] as WrkReport[]]));
  const balancers = await Promise.all(sizes.map((size) => openBalancer(names.slice(0, size))));
  const load = (size: number) =>
    wrk({ url: `${balancers[size - 1]?.url}/api/whoami`, connections: size * connections, seconds, cookie });
  try {
    // Before they are held: a node on a small share takes minutes to be compiled to its full speed.
    for (const size of sizes.toReversed()) await load(size);
    await step(`${names.length} nodes at ${share} of a core each, ${rounds} rounds`, () =>
      withCpuShare([...nodes.values()], share, async () => {
        for (let round = 0; round < rounds; round += 1) {
          for (const size of round % 2 === 0 ? sizes : sizes.toReversed()) {
            reports.get(size)?.push(await load(size));
          }
        }
      }),
    );
  } finally {
    await Promise.all(balancers.map((balancer) => balancer.close()));
  }
  return {
    title: "Scaling out",
    note: `/api/whoami with a session, through nginx, ${connections} requests at once for each node; each node is held to ${share} of a core.`,
    rows: sizes.slice(1).flatMap((size) => rowsOf(size, reports)),
  };
}

/** The rates and latencies of so many nodes by those of one. */
function rowsOf(size: number, reports: ReadonlyMap<number, readonly WrkReport[]>): Row[] {
  const [one, more] = [reports.get(1) ?? [], reports.get(size) ?? []];
  const ratio = (by: "rate" | "p99") =>
    spreadOf(more.map((report, round) => report[by] / (one[round]?.[by] ?? Number.NaN)));
  const middle = (all: readonly WrkReport[], by: "rate" | "p99") =>
    Math.round(spreadOf(all.map((report) => report[by])).median);
  return [
    {
      name: `rate-${size}-nodes-vs-1`,
      says: `requests a second: ${size} nodes / one`,
      ratio: ratio("rate"),
      figures: { "1 node/s": middle(one, "rate"), [`${size} nodes/s`]: middle(more, "rate") },
      ...(size === 3 ? { wanted: { least: 2.8 } } : {}),
    },
    {
      name: `p99-${size}-nodes-vs-1`,
      says: `99th percentile of the latency: ${size} nodes / one`,
      ratio: ratio("p99"),
      figures: { "1 node ms": middle(one, "p99"), [`${size} nodes ms`]: middle(more, "p99") },
    },
  ];
}
