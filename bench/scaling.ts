import { step } from "../stack/setup/progress.ts";
import { openBalancers } from "./balancer.ts";
import { withCpuShare } from "./cpu-share.ts";
import { cpuOfProcess } from "./process-cpu.ts";
import { type Row, type Section, short } from "./results.ts";
import { runningSite } from "./running-site.ts";
import { spreadOf } from "./spread.ts";
import { untilSteady } from "./warm-up.ts";
import { requireWrk, wrk } from "./wrk.ts";

/** So that each node is the one that is alone, and one of the two, as often as the others, and in both orders. */
const rounds = 6;
const seconds = 6;
/** Requests at once for each node: enough to keep it busy for the whole of its share. */
const connections = 16;
/** Of one core, for each node. Three of them leave more than a core of two to nginx, Redis and the load itself. */
const share = 0.25;
/** A node is compiled to its full speed by some 15,000 requests; before, it takes up to six times as much CPU for one. */
const warming = { seconds: 10, atMost: 12 };

/** What so many nodes carried in a turn. */
interface Turn {
  /** Requests a second. */
  rate: number;
  /** The 99th percentile of the latency, in milliseconds. */
  p99: number;
  /** Requests for each second of CPU that the nodes used. */
  work: number;
  /** How much of its share the node used that used the least: what is missing to 1, it waited for requests. */
  used: number;
}

/**
 * What one, two and three nodes carry, each held to the same small share of a core: so that the nodes are what is
 * scarce, on a machine that has fewer cores than the site has nodes.
 */
export async function scalingSection(): Promise<Section> {
  await requireWrk();
  const { nodes, cookie } = await runningSite();
  const names = [...nodes.keys()];
  const sizes = names.map((_, index) => index + 1);
  const turns = new Map(sizes.map((size) => [size, [] as Turn[]]));
  const groups = sizes.flatMap((size) => names.map((_, round) => groupOf(names, size, round)));
  const balancers = await openBalancers(groups);
  const load = (group: readonly string[], duration: number) =>
    wrk({
      url: `${balancers.urlOf(group)}/api/whoami`,
      connections: group.length * connections,
      seconds: duration,
      cookie,
    });
  try {
    // Before they are held: on a small share it takes minutes.
    await step(`${names.length} nodes, until they are no quicker than before`, () =>
      untilSteady(async () => (await load(names, warming.seconds)).rate, warming.atMost),
    );
    await step(`${names.length} nodes at ${share} of a core each, ${rounds} rounds`, () =>
      withCpuShare([...nodes.values()], share, async () => {
        for (let round = 0; round < rounds; round += 1) {
          for (const size of round % 2 === 0 ? sizes : sizes.toReversed()) {
            const group = groupOf(names, size, round);
            const pids = group.map((name) => nodes.get(name) ?? 0);
            // Its own connections, and what the turn before has left to do: both are the past by then.
            await load(group, 1);
            turns.get(size)?.push(await turnOf(pids, () => load(group, seconds)));
          }
        }
      }),
    );
  } finally {
    await balancers.close();
  }
  return {
    title: "Scaling out",
    note: `/api/whoami with a session, through nginx, ${connections} requests at once for each node; each node is held to ${share} of a core, and each is the one in its turn.`,
    rows: sizes.slice(1).flatMap((size) => rowsOf(size, turns)),
  };
}

/** The nodes of a round: another begins each time. */
export function groupOf(names: readonly string[], size: number, round: number): string[] {
  return names.map((_, index) => names[(index + round) % names.length] ?? "").slice(0, size);
}

async function turnOf(
  pids: readonly number[],
  load: () => Promise<{ requests: number; rate: number; p99: number }>,
): Promise<Turn> {
  const before = await Promise.all(pids.map(cpuOfProcess));
  const begun = performance.now();
  const { requests, rate, p99 } = await load();
  const us = (performance.now() - begun) * 1000;
  const after = await Promise.all(pids.map(cpuOfProcess));
  const used = after.map((cpu, index) => cpu - (before[index] ?? 0));
  const all = used.reduce((sum, one) => sum + one, 0);
  return { rate, p99, work: requests / (all / 1e6), used: Math.min(...used) / (share * us) };
}

/** The turns of so many nodes by those of one. */
function rowsOf(size: number, turns: ReadonlyMap<number, readonly Turn[]>): Row[] {
  const [one, more] = [turns.get(1) ?? [], turns.get(size) ?? []];
  const middle = (all: readonly Turn[], by: keyof Turn) => spreadOf(all.map((turn) => turn[by])).median;
  const row = (by: "rate" | "p99" | "work", says: string, unit: string): Row => ({
    name: `${by}-${size}-nodes-vs-1`,
    says: `${says}: ${size} nodes / one`,
    ratio: spreadOf(more.map((turn, round) => turn[by] / (one[round]?.[by] ?? Number.NaN))),
    figures: {
      [`1 node${unit}`]: Math.round(middle(one, by)),
      [`${size} nodes${unit}`]: Math.round(middle(more, by)),
    },
  });
  const rate = row("rate", "requests a second", "/s");
  const used = {
    "1 node's use of its share": short(middle(one, "used")),
    [`least use of a share of ${size}`]: short(middle(more, "used")),
  };
  return [
    {
      ...rate,
      figures: { ...rate.figures, ...used },
      ...(size === 3 ? { wanted: { least: 2.8 } } : {}),
    },
    row("work", "requests a second of the nodes' CPU", "/s of CPU"),
    row("p99", "99th percentile of the latency", " ms"),
  ];
}
